package dev.surprisal.stream.http;

/** How the application is, in words. Safe for use by several threads. */
public final class Health {
  /**
   * @param alive whether a restart would not help
   * @param ready whether images are being scored
   * @param reason in words
   */
  record Status(boolean alive, boolean ready, String reason) {}

  private volatile Status status = new Status(true, false, "starting");

  /** Not scoring yet, or not at this moment. */
  public void waiting(String reason) {
    status = new Status(true, false, reason);
  }

  /** Scoring. */
  public void ready(String reason) {
    status = new Status(true, true, reason);
  }

  /** Failed for good. */
  public void failed(String reason) {
    status = new Status(false, false, reason);
  }

  Status status() {
    return status;
  }
}
