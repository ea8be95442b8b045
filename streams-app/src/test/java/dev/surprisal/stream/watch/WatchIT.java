package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.testing.TestBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code watch} shows of a topic: eight verdicts, one of them aborted, and a stranger. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WatchIT {
  private static final String TOPIC = "watched-anomalies";
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");

  /** A grey PNG of one black pixel, by another program. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

  @TempDir Path folder;

  @BeforeAll
  static void fill() throws Exception {
    KafkaConnection connection = TestBroker.connection();
    try (Admin admin = connection.admin(Duration.ofSeconds(30))) {
      // The records are old: retention would delete them.
      Map<String, String> kept = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(kept))).all().get();
    }
    Map<String, Object> settings = connection.forProducer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "watch-it");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 7; i++) {
        send(producer, i, verdict(i));
      }
      send(producer, 7, "no verdict".getBytes(UTF_8));
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, 8, verdict(666));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, 9, verdict(9));
      producer.commitTransaction();
    }
  }

  /** A minute apart; each camera in turn, the second with a name that turns the line around. */
  private static byte[] verdict(int number) {
    String source = number % 2 == 0 ? "camera-0" : "\\u202e\\u009b\\u007fcamera-1";
    return """
        {"schemaVersion": "1.0", "id": "images-0-%d", "source": "%s", "timestamp": 1, "anomalous": true,
         "score": %d.5, "pValue": 0.001, "elboNats": 3, "reconstructionNats": 2, "klNats": 1, "image": "%s"}"""
        .formatted(number, source, number, PNG)
        .getBytes(UTF_8);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, int minute, byte[] value) {
    long time = NOON.plus(Duration.ofMinutes(minute)).toEpochMilli();
    Future<RecordMetadata> unused =
        producer.send(new ProducerRecord<>(TOPIC, 0, time, new byte[0], value));
  }

  @Test
  void lineForEachCommittedRecordAlsoOfAStranger() {
    List<String> lines = watch("--from-beginning", "--limit", "9");

    assertThat(lines).hasSize(9).noneMatch(line -> line.contains("666"));
    assertThat(lines.get(1))
        .isEqualTo(
            "images-0-1  p = 0.0010  score 1.50  ELBO 3.0 nats = reconstruction 2.0 + KL 1.0"
                + "  from \\u202e\\u009b\\u007fcamera-1");
    assertThat(lines.get(7)).isEqualTo(TOPIC + "-0-7: expected a verdict, got something else");
    assertThat(lines.get(8)).startsWith("images-0-9");
  }

  @Test
  void onlyWhatWasFoundSinceThen() {
    assertThat(ids(watch("--since", "2026-02-03T12:05:00Z", "--limit", "2")))
        .containsExactly("images-0-5", "images-0-6");
  }

  @Test
  void onlyOneSourcesVerdictsWithAHighScore() {
    assertThat(
            ids(
                watch(
                    "--from-beginning",
                    "--source",
                    "camera-0",
                    "--min-score",
                    "2.5",
                    "--limit",
                    "3")))
        .containsExactly("images-0-2", "images-0-4", "images-0-6");
  }

  /** Nothing ends it but the test. */
  @Test
  void withoutALimitNothingIsPassedOver() throws InterruptedException {
    StringWriter out = new StringWriter();
    Thread watching =
        new Thread(
            () ->
                execute(
                    out,
                    new StringWriter(),
                    "--from-beginning",
                    "--source",
                    "camera-0",
                    "--min-score",
                    "2.5"));
    watching.start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(ids(out.toString().lines().toList()))
                      .containsExactly("images-0-2", "images-0-4", "images-0-6"));
    } finally {
      watching.interrupt();
      watching.join();
    }
  }

  @Test
  void groupGoesOnWhereItEndedAndNotWhereItHadRead() {
    assertThat(ids(watch("--group", "g", "--from-beginning", "--limit", "2")))
        .containsExactly("images-0-0", "images-0-1");
    assertThat(ids(watch("--group", "g", "--limit", "3")))
        .containsExactly("images-0-2", "images-0-3", "images-0-4");
    assertThat(ids(watch("--group", "h", "--from-beginning", "--limit", "1")))
        .containsExactly("images-0-0");
  }

  /** Whoever quits has not said what the last one is. */
  @Test
  void anomalyAtWhichLabellingEndedComesAgain() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("\n\nq\n".getBytes(UTF_8)));
    try {
      List<String> asked =
          watch("--group", "l", "--from-beginning", "--label", "--labels-topic", TOPIC + "-labels");
      assertThat(ids(asked)).containsExactly("images-0-0", "images-0-1", "images-0-2");
    } finally {
      System.setIn(before);
    }

    assertThat(ids(watch("--group", "l", "--limit", "1"))).containsExactly("images-0-2");
  }

  @Test
  void jsonIsTheRecordsAndAllOfItCanBePrinted() throws IOException {
    List<String> lines = watch("--from-beginning", "--json", "--limit", "9");

    ObjectMapper json = new ObjectMapper();
    assertThat(lines).hasSize(8).allMatch(line -> line.matches("[ -~]+"));
    for (int i = 0; i < 7; i++) {
      assertThat(json.readTree(lines.get(i))).isEqualTo(json.readTree(verdict(i)));
    }
  }

  @Test
  void verdictIsSavedWithItsPicturesBeside() throws IOException {
    watch("--from-beginning", "--limit", "2", "--save", folder.toString());

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "images-0-0.json", "images-0-0-image.png", "images-0-1.json", "images-0-1-image.png");
    }
    assertThat(folder.resolve("images-0-0-image.png"))
        .hasBinaryContent(Base64.getDecoder().decode(PNG));
    JsonNode saved =
        new ObjectMapper().readTree(Files.readString(folder.resolve("images-0-1.json")));
    assertThat(saved.path("score").asDouble()).isEqualTo(1.5);
    assertThat(saved.has("image")).isFalse();
  }

  @Test
  void picturesAreDrawnWhereAskedFor() {
    String block = "\u001b[38;5;16;49m▀\u001b[0m";

    assertThat(watch("--from-beginning", "--limit", "1", "--pictures"))
        .element(1)
        .asString()
        .endsWith(block);
    assertThat(watch("--from-beginning", "--limit", "1", "--no-pictures")).hasSize(1);
    assertThat(watch("--from-beginning", "--limit", "1")).hasSize(1);
  }

  @Test
  void sinceAndGroupExcludeEachOther() {
    StringWriter errors = new StringWriter();

    int code = execute(new StringWriter(), errors, "--since", "1h", "--group", "g");

    assertThat(code).isNotZero();
    assertThat(errors.toString()).contains("--since: expected not to be set with --group");
  }

  private static List<String> ids(List<String> lines) {
    return lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
  }

  private static List<String> watch(String... options) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    assertThat(execute(out, errors, options)).as(errors.toString()).isZero();
    return out.toString().lines().toList();
  }

  private static int execute(StringWriter out, StringWriter errors, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers",
                TestBroker.connection().bootstrapServers(),
                "--topic",
                TOPIC));
    arguments.addAll(List.of(options));
    return new CommandLine(WatchCommand.class)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments.toArray(String[]::new));
  }
}
