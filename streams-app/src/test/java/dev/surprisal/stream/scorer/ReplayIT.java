package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import dev.surprisal.stream.watch.VerdictMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hundred anomalous images of two partitions, a minute apart, of which some are scored again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Not so long ago that the broker's retention deletes the images. */
  private final Instant first = Instant.now().minus(Duration.ofHours(3));

  private final Replay.Span span = new Replay.Span(minute(20), minute(60));

  private final KafkaConnection connection = TestBroker.connection();
  private final Topics topics = TestBroker.topics();
  @TempDir Path model;

  @Test
  void spanIsScoredOnceToOutputsOfItsOwnAndTheScorerEnds() throws Exception {
    new TopicSetup(connection, topics, 2, true).await(PATIENCE, reason -> {});
    InkModel.write(model);
    send();

    replay("-again");

    List<String> ids =
        IntStream.range(20, 60)
            .mapToObj(i -> "%s-%d-%d".formatted(topics.images(), i % 2, i / 2))
            .toList();
    assertThat(ids(topics.scores() + "-again")).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids(topics.anomalies() + "-again")).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids(topics.scores())).isEmpty();
    assertThat(ids(topics.anomalies())).isEmpty();

    assertThatThrownBy(() -> replay("-again"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--output-suffix: expected one that is new");
    assertThat(ids(topics.scores() + "-again")).hasSize(ids.size());

    // As if an instance had been killed after the minutes up to 40 and 51.
    commit(topics.images() + "-scorer-on", 20, 26);
    replay("-on");
    assertThat(ids(topics.scores() + "-on"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(40, 60)
                .filter(i -> i % 2 == 0 || i > 51)
                .mapToObj(i -> ids.get(i - 20))
                .toList());
  }

  private void replay(String suffix) throws InterruptedException {
    try (StreamScorer scorer =
        StreamScorer.open(
            TestSettings.options(connection, topics, model).replay(suffix, span).settings())) {
      scorer.start();
      scorer.awaitEnd();
    }
  }

  private List<String> ids(String topic) throws InterruptedException {
    return WholeTopic.of(connection, topic).stream()
        .map(record -> VerdictMessage.parse(record.value()).orElseThrow().id())
        .toList();
  }

  private void commit(String group, long first, long second) throws Exception {
    try (Admin admin = connection.admin(PATIENCE)) {
      admin
          .alterConsumerGroupOffsets(
              group,
              Map.of(
                  new TopicPartition(topics.images(), 0), new OffsetAndMetadata(first),
                  new TopicPartition(topics.images(), 1), new OffsetAndMetadata(second)))
          .all()
          .get();
    }
  }

  private void send() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.forProducer(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 100; i++) {
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(
                    topics.images(), i % 2, minute(i).toEpochMilli(), null, InkModel.ink(700)));
      }
    }
  }

  private Instant minute(int number) {
    return first.plus(Duration.ofMinutes(number));
  }
}
