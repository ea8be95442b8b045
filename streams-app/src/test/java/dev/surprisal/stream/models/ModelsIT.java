package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.testing.CraftedBatch;
import dev.surprisal.stream.testing.CraftedBatch.Field;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.RawProducer;
import dev.surprisal.stream.testing.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.CompressionType;
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
    createTopic(images, 2);
  }

  private void createTopic(String name, int partitions) throws Exception {
    try (Admin admin = connection.admin(Duration.ofSeconds(30))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
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

  /** The scorers' part is written by hand: images that a model judged, and what the other said. */
  @Test
  void candidateIsPromotedByItsEvidenceOrByForce() throws Exception {
    String shadow = images + "-shadow";
    createTopic(shadow, 1);
    String[] promote = {
      "promote", "--images-topic", images, "--shadow-topic", shadow, "--lead", "0"
    };
    String candidate = "model " + fineDigest.substring(0, 12);
    run("publish", "--model", coarse.toString());
    run("publish", "--model", fine.toString());
    decide("activate", coarseDigest);
    assertThat(fails("compare", "--images-topic", images, "--shadow-topic", shadow))
        .endsWith(
            "--images-topic: expected a candidate for %s, got none; surprisal models shadow makes a model one\n"
                .formatted(images));

    decide("shadow", fineDigest, "--share", "1");
    assertThat(fails(promote))
        .endsWith(
            "%s: is not promoted: --shadow-topic: nothing on %s compares %s with model %.12s, which is in force; scorers write it as images of the candidate's share come; --force promotes it all the same\n"
                .formatted(candidate, shadow, candidate, coarseDigest));
    sendSummary(shadow, 0, 1_999);
    assertThat(fails(promote))
        .endsWith(
            candidate
                + ": is not promoted: expected at least 2,000 images that both models scored, so that an alarm rate of twice the one set would show, got 1,999; --force promotes it all the same\n");
    assertThat(fails(with(promote, coarseDigest)))
        .contains(
            "%s: expected the first digits of the candidate's digest, which is %.12s, for "
                .formatted(coarseDigest, fineDigest));
    assertThat(run(with(promote, "--force"))).contains("3 ", " promoted by force from 0:0 1:0\n");

    sendImages(1);
    decide("rollback");
    decide("shadow", fineDigest, "--share", "1");
    sendSummary(shadow, 0, 2_000);
    sendSummary(shadow, 1, 2_000);
    assertImagesOfATimeAreCompared();
    assertThat(run(with(promote, fineDigest))).contains("6 ", " from 0:1 1:0\n");
    assertThat(run("log").lines().skip(2).map(line -> line.replaceFirst(" \\S+", "")))
        .containsExactly(
            "3 activate %.12s ink on %s promoted by force from 0:0 1:0"
                .formatted(fineDigest, images),
            "4 rollback %.12s ink on %s from 0:1 1:0".formatted(coarseDigest, images),
            "5 shadow %.12s ink on %s share 1.0 from 0:1 1:0".formatted(fineDigest, images),
            "6 activate %.12s ink on %s promoted by evidence from 0:1 1:0"
                .formatted(fineDigest, images));
  }

  private static String[] with(String[] args, String last) {
    return Stream.concat(Stream.of(args), Stream.of(last)).toArray(String[]::new);
  }

  private void assertImagesOfATimeAreCompared() throws Exception {
    String shadow = images + "-shadow-of-hours";
    createTopic(shadow, 1);
    sendSummary(shadow, 1, 1_500, Instant.now().minus(Duration.ofHours(3)));
    sendSummary(shadow, 1_501, 500);
    String[] compare = {
      "compare", "--images-topic", images, "--shadow-topic", shadow, "--since", "4h"
    };
    assertThat(run(compare)).contains(" of 2,000 images:");
    compare[6] = "2h";
    assertThat(run(compare)).contains(" of 500 images:");
    compare[6] = Instant.now().plusSeconds(60).toString();
    assertThat(fails(compare))
        .contains("--shadow-topic: nothing on %s since %s compares ".formatted(shadow, compare[6]));
  }

  private void sendSummary(String shadow, int first, int number) throws Exception {
    sendSummary(shadow, first, number, Instant.now());
  }

  /** Of one poll of partition 0 in which twenty alarm by both models. */
  private void sendSummary(String shadow, int first, int number, Instant time) throws Exception {
    String summary =
        """
        {"schemaVersion": "1.1", "kind": "summary", "topic": "%s", "partition": 0,
         "active": {"name": "ink", "digest": "%s", "calibrationImages": 99},
         "candidate": {"name": "ink", "digest": "%s", "calibrationImages": 9999},
         "falseAlarmRate": 0.01, "firstOffset": %d, "lastOffset": %d, "images": %d,
         "activeAlarms": 20, "candidateAlarms": 20,
         "disagreements": {"candidate-alarms": 0, "active-alarms": 0, "candidate-rejects": 0}}
        """
            .formatted(images, coarseDigest, fineDigest, first, first + number - 1, number);
    send(
        new ProducerRecord<>(shadow, 0, time.toEpochMilli(), new byte[0], summary.getBytes(UTF_8)));
  }

  @Test
  void modelsThatNothingNeedsAreDeleted(@TempDir Path finest) throws Exception {
    String finestDigest = BundleFolder.write(InkModel.calibratedBy(99_999).bundle(), finest);
    for (Path model : List.of(coarse, fine, finest)) {
      run("publish", "--model", model.toString());
    }
    decide("activate", coarseDigest);
    sendImages(3);
    decide("activate", fineDigest, "--lead", "0");
    sendImages(1);
    decide("activate", finestDigest, "--lead", "0");

    assertThat(run("prune", "--older-than", "0", "--yes")).isEqualTo("no model can be deleted\n");
    deleteImagesBefore(3);
    assertThat(run("prune", "--yes")).isEqualTo("no model can be deleted\n");
    assertThat(run("prune", "--older-than", "0").lines().map(ModelsIT::withoutTimeAndSize))
        .containsExactly("would delete %.12s ink".formatted(coarseDigest), "--yes deletes them");
    try (Deciding late = new Deciding(connection, topic, images)) {
      PublishedBundle verified = late.topic().history().meant(coarseDigest);
      assertThat(
              run("prune", "--older-than", "0", "--yes").lines().map(ModelsIT::withoutTimeAndSize))
          .containsExactly("deleted %.12s ink".formatted(coarseDigest));
      assertThatThrownBy(() -> late.activate(verified, Duration.ZERO, false))
          .hasMessage(
              "model %.12s: was deleted from the topic meanwhile; publish it again"
                  .formatted(coarseDigest));
    }

    try (ModelsTopic left = new ModelsTopic(connection, topic).readToEnd()) {
      assertThat(left.history().bundles())
          .extracting(PublishedBundle::digest)
          .containsExactly(fineDigest, finestDigest);
      assertThat(left.history().chunks(coarseDigest)).isEmpty();
      assertThat(left.history().chunks(fineDigest)).isNotEmpty();
    }
    assertThat(run("log").lines()).hasSize(3);
    run("publish", "--model", coarse.toString());
    assertThat(decide("activate", coarseDigest, "--lead", "0")).contains("4 ", " from 0:4 1:0\n");
  }

  private static String withoutTimeAndSize(String line) {
    return line.replaceFirst(", published at \\S+, \\d+ bytes", "");
  }

  private void deleteImagesBefore(long offset) throws Exception {
    try (Admin admin = connection.admin(Duration.ofSeconds(30))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(images, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
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

  /** 192 MiB, with the keys of a model's parts. */
  @Test
  void recordsThatAreLargeOnceDecompressedTakeNoMemoryAndLeaveTheModelWhole() throws Exception {
    run("publish", "--model", coarse.toString());
    Field zeros = Field.zeros(64 << 20);
    CraftedBatch batch = CraftedBatch.of(CompressionType.ZSTD);
    batch.add(Field.of(RecordKey.chunk(coarseDigest, 0).bytes()), zeros);
    batch.add(Field.of(RecordKey.bundle(coarseDigest).bytes()), zeros);
    batch.add(Field.of(RecordKey.control(1).bytes()), zeros);
    try (RawProducer producer = new RawProducer(connection, topic)) {
      producer.send(batch.build());
    }

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(decide("activate", coarseDigest)).startsWith("1 ");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(128 << 20);
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
    send(new ProducerRecord<>(to, partition, key, value));
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    Map<String, Object> settings = connection.forProducer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    }
  }
}
