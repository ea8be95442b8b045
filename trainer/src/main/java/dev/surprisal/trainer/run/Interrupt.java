package dev.surprisal.trainer.run;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and SIGTERM into a wish that the work looks at, and holds the JVM's end back until
 * the work has put its result in safety.
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

  /** Whether somebody wants the work to end. */
  boolean wished() {
    return wished;
  }

  @Override
  public void close() {
    done.countDown();
  }
}
