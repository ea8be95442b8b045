package dev.surprisal.stream.siege;

import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.feed.Pace;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Sends good images at a steady pace, whatever happens meanwhile. */
final class Load implements AutoCloseable {
  private final KafkaConnection connection;
  private final int rate;
  private final Ledger ledger;
  private final Thread thread = new Thread(this::send, "siege-load");
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean over;

  private Load(KafkaConnection connection, int rate, Ledger ledger) {
    this.connection = connection;
    this.rate = rate;
    this.ledger = ledger;
  }

  static Load start(KafkaConnection connection, int rate, Ledger ledger) {
    Load load = new Load(connection, rate, ledger);
    load.thread.setDaemon(true);
    load.thread.start();
    return load;
  }

  /** Returns when all have arrived. */
  void end() throws InterruptedException {
    over = true;
    thread.join();
    expectNoFailure();
  }

  @Override
  public void close() {
    // It may wait for a broker that is away; nobody waits for it.
    over = true;
  }

  void expectNoFailure() {
    RuntimeException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private void send() {
    Pace pace = new Pace(rate);
    int start = ledger.now();
    try (ImageSender sender =
        new ImageSender(connection, Topics.DEFAULT.images(), Optional.empty())) {
      for (int i = 0; !over; i++) {
        pace.await();
        // When it is due: that the sender is kept waiting counts too.
        int due = start + (int) (1000L * i / rate);
        byte[] image = InkModel.numbered(i);
        sender.send(
            image,
            "application/octet-stream",
            landed -> ledger.good(landed.partition(), landed.offset(), image, due));
      }
      sender.flush();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }
}
