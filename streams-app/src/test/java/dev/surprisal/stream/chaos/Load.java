package dev.surprisal.stream.chaos;

import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.LogEnds;
import dev.surprisal.stream.testing.SourceSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends the cameras' images at a steady pace, whatever happens meanwhile; but the first ones have
 * to be judged before the others follow, so that images flow while it happens.
 */
final class Load {
  private static final int IMAGES_PER_SECOND = 2_500;

  /** More than a mutant holds back. */
  private static final int FIRST = 1_000;

  private static final Duration POLL = Duration.ofMillis(50);

  /** A broker may be away for long on a busy machine; the images must not get lost on their way. */
  private static final Map<String, String> PATIENT =
      Map.of("producer.max.block.ms", "600000", "producer.delivery.timeout.ms", "600000");

  private final KafkaConnection connection;
  private final Topics topics;
  private final int images;
  private final Thread thread = new Thread(this::send, "chaos-load");
  private volatile int sent;

  private Load(KafkaConnection connection, Topics topics, int images) {
    this.connection = connection;
    this.topics = topics;
    this.images = images;
  }

  static Load start(KafkaConnection connection, Topics topics, int images) {
    Load load =
        new Load(new KafkaConnection(connection.bootstrapServers(), PATIENT), topics, images);
    load.thread.start();
    return load;
  }

  /** Waits until so many are on their way, or the sending has ended. */
  void awaitSent(int wanted) {
    await().pollInterval(POLL).forever().until(() -> sent >= wanted || !thread.isAlive());
  }

  /** Waits until all have arrived; the audit finds out if they have not. */
  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void send() {
    try (SourceSender sender = new SourceSender(connection, topics.images())) {
      send(sender, 0, Math.min(FIRST, images));
      sender.flush();
      await().pollInterval(POLL).forever().until(this::anyVerdict);
      send(sender, Math.min(FIRST, images), images);
      sender.flush();
    }
  }

  private void send(SourceSender sender, int from, int to) {
    Pace pace = new Pace(IMAGES_PER_SECOND);
    for (int i = from; i < to; i++) {
      pace.await();
      sender.send(Cameras.of(i), Cameras.value(i));
      sent = i + 1;
    }
  }

  private boolean anyVerdict() throws InterruptedException {
    TopicPartition first = new TopicPartition(topics.scores(), 0);
    return LogEnds.of(connection, List.of(first)).get(first) > 0;
  }
}
