package dev.surprisal.stream.scorer;

import static dev.surprisal.stream.testing.CraftedBatch.Field.NULL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.record.internal.CompressionType.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.CraftedBatch;
import dev.surprisal.stream.testing.CraftedBatch.Field;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.RawProducer;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.Verdicts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code docs/limits.md} says of memory: a scorer with its default heap, sent what fills it.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MemoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MIB = 1 << 20;
  private static final int MANY = 40;
  private static final Pattern ADDRESS = Pattern.compile("metrics and health at (http\\S+)");
  private static final byte[] PNG = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final Field SOURCE = Field.of("camera".getBytes(UTF_8));
  private static final Field PADDING = Field.of("padding".getBytes(UTF_8));
  private static final Field ZEROS = Field.zeros(8 * MIB);

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection = TestBroker.connection();
  private final String labels = topics.images() + "-labels";
  private final List<Long> good = new ArrayList<>();
  private long records;
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"classic, 1", "streams, 2"})
  void noRecordsExhaustTheHeapAndEachGoodImageAmongThemIsJudgedOnce(String protocol, int threads)
      throws Exception {
    InkModel.write(folder.resolve("model"));
    new TopicSetup(connection, topics, threads, true).await(PATIENCE, reason -> {});
    try (RawProducer producer = new RawProducer(connection, topics.images())) {
      sendAll(producer);
    }
    LabelsTopic.ensure(connection, labels, true);
    try (RawProducer producer = new RawProducer(connection, labels)) {
      sendLabels(producer);
    }
    try (Child scorer = start(protocol, threads);
        Verdicts verdicts = new Verdicts(connection, topics)) {
      await()
          .atMost(PATIENCE)
          .failFast("the scorer ended", () -> !scorer.alive())
          .until(() -> verdicts.read() >= records);

      assertThat(verdicts.scoredIds())
          .containsExactlyElementsOf(
              good.stream().map(offset -> topics.images() + "-0-" + offset).toList());
      assertThat(verdicts.rejectedIds())
          .doesNotHaveDuplicates()
          .hasSize((int) records - good.size());
      await().atMost(PATIENCE).until(this::labelled, Optional.of(1.0)::equals);
      assertThat(output()).doesNotContain("died").contains(labels + "-0-0: expected a key of");
      assertThat(scorer.terminate(60)).isTrue();
    }
  }

  private void sendAll(RawProducer producer) throws IOException {
    for (int i = 0; i < MANY; i++) {
      producer.send(amongImages(CraftedBatch.of(ZSTD), 1, SOURCE, ZEROS));
    }
    producer.send(amongImages(CraftedBatch.of(ZSTD), MANY, SOURCE, ZEROS));
    producer.send(amongImages(CraftedBatch.inOneBlock(), MANY / 2, SOURCE, ZEROS));
    producer.send(amongImages(CraftedBatch.of(ZSTD), MANY / 2, SOURCE, new Field(PNG, 4 * MIB)));
    producer.send(amongImages(CraftedBatch.of(ZSTD), MANY, ZEROS, NULL));
    producer.send(amongImages(CraftedBatch.of(ZSTD), MANY, NULL, NULL, PADDING, ZEROS));
    producer.send(amongImages(CraftedBatch.of(ZSTD), 1, SOURCE, Field.zeros(300 * MIB)));
    CraftedBatch headers = CraftedBatch.of(ZSTD);
    for (int i = 0; i < MANY / 4; i++) {
      good.add(records++);
      headers.addWithEmptyHeaders(SOURCE, Field.of(InkModel.ink(0)), 4_000_000);
    }
    producer.send(headers.build());
  }

  /** Nothing that is a label, and then one. */
  private void sendLabels(RawProducer producer) throws IOException {
    CraftedBatch batch = CraftedBatch.of(ZSTD).add(SOURCE, Field.zeros(300 * MIB));
    for (int i = 0; i < MANY; i++) {
      batch.add(SOURCE, Field.zeros(16 * MIB));
    }
    Label label =
        new Label(
            topics.images() + "-0-0",
            Optional.empty(),
            Opinion.NORMAL,
            "anna",
            Optional.empty(),
            Optional.empty());
    producer.send(batch.add(Field.of(label.key()), Field.of(label.json())).build());
  }

  /** How many labels the meters count, if the scorer answers. */
  private Optional<Double> labelled() {
    try {
      Matcher address = ADDRESS.matcher(output());
      assertThat(address.find()).isTrue();
      HttpRequest scrape =
          HttpRequest.newBuilder(URI.create(address.group(1) + "/metrics")).build();
      String text = HttpClient.newHttpClient().send(scrape, BodyHandlers.ofString(UTF_8)).body();
      return Optional.ofNullable(new Samples(text).by("surprisal_labels", "label").get("normal"));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A record several times, with a good image before and after each. */
  private MemoryRecords amongImages(
      CraftedBatch batch, int times, Field key, Field value, Field... headers) {
    for (int i = 0; i < times; i++) {
      image(batch);
      batch.add(key, value, headers);
      records++;
      image(batch);
    }
    return batch.build();
  }

  private void image(CraftedBatch batch) {
    good.add(records++);
    batch.add(SOURCE, Field.of(InkModel.ink(0)));
  }

  private Child start(String protocol, int threads) {
    List<String> options =
        Stream.concat(
                Child.COLLECTOR.stream(), Stream.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
            .toList();
    return Child.scorer(
        folder,
        options,
        connection,
        topics,
        List.of(
            "--group-protocol=" + protocol,
            "--threads=" + threads,
            "--kafka=auto.offset.reset=earliest",
            "--measure-precision",
            "--labels-topic=" + labels));
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
