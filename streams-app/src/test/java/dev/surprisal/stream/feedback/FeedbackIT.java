package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.label.LabelFollower;
import dev.surprisal.stream.label.LabelMeters;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.scorer.StreamOptions;
import dev.surprisal.stream.scorer.StreamScorer;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.PageNews;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.Schemas;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import dev.surprisal.stream.watch.WatchCommand;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * From an anomaly to its label, to the precision that it makes, to a file for {@code calibrate}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FeedbackIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics = TestBroker.topics();
  private final String labels = topics.images() + "-labels";
  private final KafkaConnection connection = TestBroker.connection();
  private final StringWriter errors = new StringWriter();
  @TempDir Path folder;

  @Test
  void anomalyIsLabelledMeasuredCorrectedAndExported() throws Exception {
    Path model = InkModel.write(folder.resolve("model"));
    try (StreamScorer scorer = StreamScorer.open(options(model).settings())) {
      scorer.start();
      assertThat(scorer.awaitRunning(PATIENCE)).isTrue();
      send(InkModel.ink(700), InkModel.ink(1), InkModel.ink(600), InkModel.ink(500));

      // The first is normal, the second an anomaly, the third is skipped.
      watch("n\na\n\n");
      await().atMost(PATIENCE).until(() -> precision(scorer), List.of(0.5)::equals);

      // The third is judged on the page.
      String third = topics.images() + "-0-3";
      await()
          .atMost(PATIENCE)
          .until(() -> sayOnThePage(scorer, third), Integer.valueOf(200)::equals);
      await().atMost(PATIENCE).until(() -> precision(scorer), List.of(2 / 3.0)::equals);

      // A slip is corrected later; a typo labels nothing.
      String second = topics.images() + "-0-2";
      assertThat(label("normal", second, topics.images() + "-0-999")).isEqualTo(1);
      assertThat(errors.toString()).contains("found none of " + topics.images() + "-0-999;");
      assertThat(label("normal", second)).isZero();
      await().atMost(PATIENCE).until(() -> precision(scorer), List.of(1 / 3.0)::equals);
      assertThat(scrape(scorer).by("surprisal_labels", "source")).containsOnlyKeys("camera");
      assertThat(scrape(scorer).series()).isLessThan(300);
    }

    // Who begins later reads the same from the topic, which keeps what everybody said.
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (LabelFollower follower =
        new LabelFollower(
            connection, labels, new LabelMeters(registry), label -> {}, Clock.systemUTC())) {
      follower.start();
      await()
          .atMost(PATIENCE)
          .until(
              () -> new Samples(registry.scrape()).by("surprisal_labels", "label"),
              Map.of("normal", 2.0, "anomalous", 1.0)::equals);
    }
    assertThat(WholeTopic.of(connection, labels))
        .hasSize(4)
        .allSatisfy(record -> assertThat(Schemas.violations("labels", record.value())).isEmpty());

    Path file = folder.resolve("normal.npz");
    assertThat(export(model, file)).isZero();
    assertThat(errors.toString()).contains("the strangest of the clean images");
    expectImages(file);
    assertThat(export(model, folder.resolve("more.npz"), "--clean", file.toString())).isZero();
    assertThat(ImageFiles.open(folder.resolve("more.npz"), ReadOptions.DEFAULT).size())
        .isEqualTo(4);

    // What nobody called anomalous, alarms among it, as it came.
    Path collected = folder.resolve("collected.npz");
    assertThat(collect(model, collected)).as(errors.toString()).isZero();
    assertThat(errors.toString())
        .contains(
            "no topic no-alerts: no alert is known",
            "1 left out: labelled anomalous",
            "9 were wanted, 3 are there",
            "2 of them are alarms that nobody called anomalous");
    expectCollected(collected);
  }

  private StreamOptions options(Path model) {
    return StreamOptions.defaults(connection, topics, model)
        .applicationId(topics.images() + "-scorer")
        .partitions(1)
        .alerts(
            new AlertSettings(
                topics.images() + "-alerts", 0.01, 1, Duration.ofMinutes(10), 1_000, 500))
        .measurePrecision(labels)
        .page(PageSettings.onLoopback(0).withLabels())
        .httpPort(0)
        .stateDir(folder.resolve("state"));
  }

  private void send(byte[]... images) {
    try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.of("camera"))) {
      for (byte[] image : images) {
        sender.send(image, "application/octet-stream", landed -> {});
      }
      sender.flush();
    }
  }

  private void watch(String answers) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(UTF_8)));
    try {
      assertThat(
              run(
                  WatchCommand.class,
                  "--topic",
                  topics.anomalies(),
                  "--labels-topic",
                  labels,
                  "--label",
                  "--by",
                  "anna",
                  "--from-beginning",
                  "--limit",
                  "3"))
          .as(errors.toString())
          .isZero();
    } finally {
      System.setIn(before);
    }
  }

  /** As a browser that shows the page; returns the answer's status, 404 before it has the id. */
  private static int sayOnThePage(StreamScorer scorer, String id) throws Exception {
    String address = scorer.page().orElseThrow().address();
    String key =
        PageNews.of(address).all("anomaly").stream()
            .filter(anomaly -> anomaly.path("id").asText().equals(id))
            .map(anomaly -> anomaly.path("topicId").asText() + "/" + id)
            .findFirst()
            .orElse("");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/label"))
            .header("Origin", address)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"key\": \"%s\", \"label\": \"anomalous\", \"by\": \"bert\"}".formatted(key)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private int label(String opinion, String... ids) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--topic", topics.anomalies(), "--labels-topic", labels, "--as", opinion));
    arguments.addAll(List.of(ids));
    return run(LabelCommand.class, arguments.toArray(String[]::new));
  }

  private int export(Path model, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--topic", topics.anomalies(), "--labels-topic", labels, "--model"));
    arguments.addAll(List.of(model.toString(), "--out", file.toString()));
    arguments.addAll(List.of(more));
    return run(ExportCommand.class, arguments.toArray(String[]::new));
  }

  private int collect(Path model, Path file) {
    return run(
        CollectCommand.class,
        "--from-topic",
        topics.images(),
        "--scores-topic",
        topics.scores(),
        "--labels-topic",
        labels,
        "--alerts-topic",
        "no-alerts",
        "--since",
        "1h",
        "--until",
        "9",
        "--model",
        model.toString(),
        "--out",
        file.toString());
  }

  private void expectCollected(Path file) throws IOException {
    ImageSource images = ImageFiles.open(file, ReadOptions.DEFAULT);
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.image(0).toBytes()).isEqualTo(InkModel.ink(700));
    assertThat(images.image(1).toBytes()).isEqualTo(InkModel.ink(1));
    assertThat(images.image(2).toBytes()).isEqualTo(InkModel.ink(600));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      JsonNode provenance =
          new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("provenance.json")));
      assertThat(provenance.path("leftOut").path("labelled anomalous").asInt()).isEqualTo(1);
      assertThat(provenance.path("images").findValuesAsText("id"))
          .containsExactly(
              topics.images() + "-0-0", topics.images() + "-0-1", topics.images() + "-0-2");
      assertThat(provenance.path("images").findValuesAsText("anomalous"))
          .containsExactly("true", "false", "true");
      assertThat(provenance.path("images").findValuesAsText("judgedBy"))
          .containsOnly(provenance.path("model").path("digest").asText());
    }
  }

  private int run(Class<?> command, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("--bootstrap-servers", connection.bootstrapServers()));
    arguments.addAll(List.of(options));
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setErr(new PrintWriter(errors, true))
        .setOut(new PrintWriter(new StringWriter(), true))
        .execute(arguments.toArray(String[]::new));
  }

  /** Opened as {@code calibrate} opens it. */
  private void expectImages(Path file) throws IOException {
    ImageSource images = ImageFiles.open(file, ReadOptions.DEFAULT);
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.image(0).toBytes()).isEqualTo(InkModel.ink(700));
    assertThat(images.image(1).toBytes()).isEqualTo(InkModel.ink(600));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      JsonNode provenance =
          new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("provenance.json")));
      assertThat(provenance.path("label").asText()).isEqualTo("normal");
      assertThat(provenance.path("model").path("name").asText()).isEqualTo("ink");
      assertThat(provenance.path("images").findValuesAsText("id"))
          .containsExactly(topics.images() + "-0-0", topics.images() + "-0-2");
      assertThat(provenance.path("images").findValuesAsText("by")).contains("anna");
    }
  }

  private static List<Double> precision(StreamScorer scorer) throws IOException {
    return List.copyOf(scrape(scorer).by("surprisal_precision", "week").values());
  }

  private static Samples scrape(StreamScorer scorer) throws IOException {
    try (InputStream in = URI.create(scorer.address() + "/metrics").toURL().openStream()) {
      return new Samples(new String(in.readAllBytes(), UTF_8));
    }
  }
}
