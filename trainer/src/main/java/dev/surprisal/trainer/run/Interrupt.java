package dev.surprisal.trainer.run;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and SIGTERM into a flag that the work polls, and delays the JVM's exit until the
 * work has saved its result and closed this.
 */
public final class Interrupt implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean wished;

  public Interrupt() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "interrupt"));
  }

  private void hold() {
    wished = true;
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process was asked to end. */
  public boolean wished() {
    return wished;
  }

  @Override
  public void close() {
    done.countDown();
  }
}
