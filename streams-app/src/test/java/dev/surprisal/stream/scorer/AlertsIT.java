package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.feedback.CollectCommand;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.PageNews;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.Schemas;
import dev.surprisal.stream.testing.SourceSender;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Twenty cameras of which three break, with a real broker and a restart of the scorer. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AlertsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SILENT_AFTER = Duration.ofSeconds(8);
  private static final int CAMERAS = 20;
  private static final int SOUND_ROUNDS = 15;

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection = TestBroker.connection();
  private final List<String> alerts = new ArrayList<>();
  @TempDir Path folder;

  @Test
  void eachBrokenCameraRaisesOneAlertAcrossARestart() throws Exception {
    String topic = topics.images() + "-alerts";
    Topics all = topics.withAlerts(Optional.of(topic));
    new TopicSetup(connection, all, 2, true).await(PATIENCE, reason -> {});
    Path model = InkModel.write(folder.resolve("model"));
    String[] broken = {
      "camera-0 anomalous opened", "camera-1 silent opened", "camera-2 rejected opened"
    };
    Instant restart;
    try (Cameras cameras = new Cameras();
        TopicReader reader = new TopicReader(connection, List.of(topic), true)) {
      try (StreamScorer scorer = running(model, "first")) {
        assertThat(scorer.awaitRunning(PATIENCE)).isTrue();
        await().atMost(PATIENCE).until(() -> cameras.send() && read(reader) >= broken.length);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  cameras.stayHeard();
                  expectOnPage(scorer);
                });
      }
      assertThat(alerts).containsExactlyInAnyOrder(broken);

      restart = Instant.now();
      // Without the local state, and for longer than a camera may be silent.
      try (StreamScorer scorer = running(model, "second")) {
        assertThat(scorer.awaitRunning(PATIENCE)).isTrue();
        await()
            .atMost(PATIENCE)
            .during(SILENT_AFTER.plusSeconds(4))
            .until(() -> cameras.send() && read(reader) == broken.length);
        cameras.silentOneIsBack();

        await().atMost(PATIENCE).until(() -> cameras.send() && read(reader) > broken.length);
      }
    }
    assertThat(alerts).hasSize(broken.length + 1).endsWith("camera-1 silent closed");
    expectCollected(model, restart);
  }

  /** All since the restart, but of the dark camera, and but the image that broke the silence. */
  private void expectCollected(Path model, Instant since) throws Exception {
    long silence = offset(closed().path("lastId").asText());
    Set<String> clean = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> score : WholeTopic.of(connection, topics.scores())) {
      JsonNode verdict = new ObjectMapper().readTree(score.value());
      String camera = verdict.path("source").asText();
      String id = verdict.path("id").asText();
      boolean first = camera.equals("camera-1") && offset(id) <= silence;
      if (score.timestamp() >= since.toEpochMilli() && !camera.equals("camera-0") && !first) {
        clean.add(id);
      }
    }
    Path file = folder.resolve("clean.npz");
    String[] collect = {
      "--bootstrap-servers",
      connection.bootstrapServers(),
      "--model",
      model.toString(),
      "--from-topic",
      topics.images(),
      "--scores-topic",
      topics.scores(),
      "--alerts-topic",
      topics.images() + "-alerts",
      "--labels-topic",
      "no-labels",
      "--since",
      since.toString(),
      "--until",
      "100000",
      "--out",
      file.toString()
    };
    assertThat(new CommandLine(CollectCommand.class).execute(collect)).isZero();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      JsonNode provenance =
          new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("provenance.json")));
      assertThat(provenance.path("images").findValuesAsText("id"))
          .hasSizeGreaterThan(CAMERAS)
          .containsExactlyInAnyOrderElementsOf(clean);
    }
  }

  private static long offset(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }

  private JsonNode closed() throws Exception {
    for (ConsumerRecord<byte[], byte[]> alert :
        WholeTopic.of(connection, topics.images() + "-alerts")) {
      JsonNode json = new ObjectMapper().readTree(alert.value());
      if (json.path("state").asText().equals("closed")) {
        return json;
      }
    }
    throw new AssertionError("no alert was closed");
  }

  private StreamScorer running(Path model, String name) throws InterruptedException {
    StreamScorer scorer =
        StreamScorer.open(
            TestSettings.options(connection, topics, model)
                .alerts(
                    new AlertSettings(
                        topics.images() + "-alerts", 0.01, 1, SILENT_AFTER, 1_000, 500))
                .page(PageSettings.onLoopback(0))
                .stateDir(folder.resolve(name))
                .settings());
    scorer.start();
    return scorer;
  }

  /** The page shows each camera with its alert, and as many records as the meters do. */
  private static void expectOnPage(StreamScorer scorer) throws Exception {
    PageNews news = PageNews.of(scorer.page().orElseThrow().address());
    Map<String, Double> records = scrape(scorer).by("surprisal_images_total", "outcome");
    JsonNode summary = news.only("summary");
    long anomalous = records.get("anomalous").longValue();
    assertThat(summary.path("images").asLong())
        .isEqualTo(records.get("normal").longValue() + anomalous);
    assertThat(summary.path("anomalous").asLong()).isEqualTo(anomalous).isPositive();
    assertThat(summary.path("rejected").asLong()).isEqualTo(records.get("rejected").longValue());
    Map<String, String> open = new HashMap<>();
    news.only("sources")
        .forEach(row -> open.put(row.path("source").asText(), row.path("open").toString()));
    assertThat(open)
        .hasSize(CAMERAS)
        .containsEntry("camera-0", "[\"anomalous\"]")
        .containsEntry("camera-1", "[\"silent\"]")
        .containsEntry("camera-2", "[\"rejected\"]")
        .containsEntry("camera-3", "[]");
    assertThat(news.all("anomaly"))
        .isNotEmpty()
        .allSatisfy(anomaly -> assertThat(anomaly.path("source").asText()).isEqualTo("camera-0"));
    assertThat(news.all("rejected"))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.path("source").asText()).isEqualTo("camera-2"))
        .extracting(record -> record.path("id").asText())
        .doesNotHaveDuplicates();
  }

  private static Samples scrape(StreamScorer scorer) throws IOException {
    try (InputStream in = URI.create(scorer.address() + "/metrics").toURL().openStream()) {
      return new Samples(new String(in.readAllBytes(), UTF_8));
    }
  }

  private int read(TopicReader reader) {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
      assertThat(Schemas.violations("alerts", record.value())).isEmpty();
      try {
        JsonNode alert = new ObjectMapper().readTree(record.value());
        String source = alert.path("source").asText();
        assertThat(record.key()).isEqualTo(source.getBytes(UTF_8));
        alerts.add(
            String.join(" ", source, alert.path("kind").asText(), alert.path("state").asText()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return alerts.size();
  }

  /** Sends an image of each; after some rounds the first shows black, the next two break too. */
  private final class Cameras implements AutoCloseable {
    private final SourceSender sender = new SourceSender(connection, topics.images());
    private int rounds;
    private long lastRound;
    private boolean back;

    boolean send() {
      lastRound = System.nanoTime();
      boolean sound = rounds++ < SOUND_ROUNDS;
      for (int camera = 0; camera < CAMERAS; camera++) {
        if (camera != 1 || sound || back) {
          sender.send("camera-" + camera, image(camera, sound));
        }
      }
      sender.flush();
      return true;
    }

    /** Sends before any falls silent, and so seldom that figures agree in between. */
    void stayHeard() {
      if (System.nanoTime() - lastRound > SILENT_AFTER.dividedBy(2).toNanos()) {
        send();
      }
    }

    private static byte[] image(int camera, boolean sound) {
      return sound || camera > 2 || camera == 1
          ? InkModel.ink(camera)
          : camera == 0 ? InkModel.ink(700) : "garbage".getBytes(UTF_8);
    }

    void silentOneIsBack() {
      back = true;
    }

    @Override
    public void close() {
      sender.close();
    }
  }
}
