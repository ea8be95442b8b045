package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on a real broker. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ModelsIT {
  @TempDir Path coarse;
  @TempDir Path fine;

  private final KafkaConnection connection = TestBroker.connection();
  private final String images = TestBroker.topics().images();
  private final String topic = images + "-models";
  private String coarseDigest;
  private String fineDigest;

  @BeforeEach
  void writeModels() throws Exception {
    coarseDigest = BundleFolder.write(InkModel.bundle().bundle(), coarse);
    fineDigest = BundleFolder.write(InkModel.finelyCalibrated().bundle(), fine);
    try (Admin admin = connection.admin(Duration.ofSeconds(30))) {
      admin.createTopics(List.of(new NewTopic(images, 2, (short) 1))).all().get();
    }
  }

  @Test
  void modelsArePublishedActivatedAndRolledBack() throws Exception {
    assertThat(run("publish", "--model", coarse.toString()))
        .startsWith("published the model ink, " + coarseDigest + ": 3 files, ");
    run("publish", "--model", fine.toString());
    assertThat(run("list")).contains(coarseDigest.substring(0, 12), fineDigest.substring(0, 12));

    assertThat(decide("activate", coarseDigest.substring(0, 8)))
        .contains(" activate " + coarseDigest.substring(0, 12) + " ink on " + images)
        .endsWith("from the beginning\n");
    sendImages(3);
    assertThat(decide("activate", fineDigest, "--lead", "0")).endsWith(" from 0:3 1:0\n");
    sendImages(1);
    assertThat(decide("rollback")).contains(" rollback " + coarseDigest.substring(0, 12));
    assertThat(decide("rollback", "--withdraw"))
        .contains(" rollback " + fineDigest.substring(0, 12))
        .endsWith(" from 0:4 1:0\n");

    assertThat(run("log").lines().map(line -> line.replaceFirst(" \\S+", "")))
        .containsExactly(
            "1 activate %.12s ink on %s from the beginning".formatted(coarseDigest, images),
            "2 activate %.12s ink on %s from 0:3 1:0".formatted(fineDigest, images),
            "3 rollback %.12s ink on %s from 0:4 1:0".formatted(coarseDigest, images),
            "4 rollback %.12s ink on %s from 0:4 1:0".formatted(fineDigest, images));
    assertThat(run("show", fineDigest))
        .contains("active on " + images, "verified by its digests and its golden set");
    assertThat(decide("shadow", coarseDigest, "--share", "0.25"))
        .contains(
            "5 ",
            " shadow %.12s ink on %s share 0.25 from 0:4 1:0".formatted(coarseDigest, images));
    assertThat(run("list")).contains("previous on " + images + ", candidate for " + images);
    assertThat(decide("shadow", "--end")).contains("6 ", " shadow-end ", " from 0:4 1:0");
    assertThat(run("list")).doesNotContain("candidate");
    assertThat(fails("shadow", "--end", "--images-topic", images))
        .contains("--end: expected a candidate for " + images + ", got none");
    assertThat(fails("shadow", fineDigest, "--images-topic", images))
        .contains("is the active model of " + images + " already");
    assertThat(fails("activate", fineDigest, "--images-topic", images))
        .contains("is the active model of " + images + " already");
  }

  @Test
  void tamperedModelIsNotActivated() throws Exception {
    run("publish", "--model", coarse.toString());
    send(topic, 0, RecordKey.chunk(coarseDigest, 0).bytes(), new byte[10]);

    assertThat(fails("activate", coarseDigest, "--images-topic", images))
        .contains(": chunk 0 of 1: expected ", " bytes, got 10; publish the model again");
    assertThat(run("log")).isEmpty();

    run("publish", "--model", coarse.toString());
    assertThat(decide("activate", coarseDigest)).contains("1 ");
  }

  @Test
  void secondCommandFencesTheFirst() throws Exception {
    run("publish", "--model", coarse.toString());
    try (Deciding first = new Deciding(connection, topic, images);
        ControlWriter slow = new ControlWriter(connection, first.topic(), images)) {
      assertThatThrownBy(
              () ->
                  slow.write(
                      (number, before, ends) -> {
                        decideUnchecked();
                        return new Control(
                            number,
                            Control.Kind.ACTIVATE,
                            Instant.now(),
                            fineDigest,
                            "late",
                            images,
                            ends.topicId(),
                            ends.offsets());
                      }))
          .hasMessageStartingWith("--model-topic: another command decided on " + topic);
    }
    assertThat(run("log").lines()).hasSize(1).first().asString().contains(" ink on ");
  }

  private void decideUnchecked() {
    assertThat(decide("activate", coarseDigest)).contains("1 ");
  }

  @Test
  void missingTopicIsSaidInOneLine() {
    assertThat(fails("list"))
        .endsWith(topic + ": no such topic; surprisal models publish creates it\n");
  }

  private String decide(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--images-topic", images));
    return run(all.toArray(String[]::new));
  }

  private String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = execute(out, err, args);
    assertThat(code).as("%s", err).isZero();
    return out.toString();
  }

  private String fails(String... args) {
    StringWriter err = new StringWriter();
    assertThat(execute(new StringWriter(), err, args)).isEqualTo(1);
    return err.toString();
  }

  private int execute(StringWriter out, StringWriter err, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of("--bootstrap-servers", connection.bootstrapServers(), "--model-topic", topic));
    CommandLine line = CommandLines.of(ModelsCommand.class);
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private void sendImages(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      send(images, 0, "camera".getBytes(UTF_8), InkModel.ink(i));
    }
  }

  private void send(String to, int partition, byte[] key, byte[] value) throws Exception {
    Map<String, Object> settings = connection.forProducer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(to, partition, key, value)).get();
    }
  }
}
