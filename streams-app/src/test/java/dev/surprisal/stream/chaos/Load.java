package dev.surprisal.stream.chaos;

import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.SourceSender;
import java.time.Duration;
import java.util.Map;

/** Sends the cameras' images at a steady pace, whatever happens meanwhile. */
final class Load {
  private static final int IMAGES_PER_SECOND = 2_500;
  private static final Duration POLL = Duration.ofMillis(20);

  /** A broker may be away for long on a busy machine; the images must not get lost on their way. */
  private static final Map<String, String> PATIENT =
      Map.of("producer.max.block.ms", "600000", "producer.delivery.timeout.ms", "600000");

  private final KafkaConnection connection;
  private final int images;
  private final Thread thread = new Thread(this::send, "chaos-load");
  private volatile int sent;

  private Load(KafkaConnection connection, int images) {
    this.connection = connection;
    this.images = images;
  }

  static Load start(String bootstrapServers, int images) {
    Load load = new Load(new KafkaConnection(bootstrapServers, PATIENT), images);
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
    Pace pace = new Pace(IMAGES_PER_SECOND);
    try (SourceSender sender = new SourceSender(connection, Topics.DEFAULT.images())) {
      for (int i = 0; i < images; i++) {
        pace.await();
        sender.send(Cameras.of(i), Cameras.value(i));
        sent = i + 1;
      }
      sender.flush();
    }
  }
}
