package dev.surprisal.stream.siege;

/** The siege's own. */
final class Threads {
  private Threads() {}

  /** Waits for its end, as long as nobody interrupts us. */
  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
