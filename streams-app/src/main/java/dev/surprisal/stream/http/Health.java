package dev.surprisal.stream.http;

import java.util.EnumMap;
import java.util.Map;

/** Whether the application is alive and ready, with the reason. Safe for use by several threads. */
public final class Health {
  /** Conditions in which no images are scored although Kafka Streams runs. */
  public enum Obstacle {
    /** No broker has answered for some time. */
    KAFKA_SILENT,
    /** A topic that the scorer writes to is gone. */
    OUTPUT_TOPIC_GONE,
    /** The images' topic has partitions that the scorer's state does not cover. */
    PARTITIONS_ADDED,
    /** It is not known which model judges, or that one is not loaded. */
    MODEL_AWAITED,
    /** Images wait, and none of them gets its verdict. */
    STANDSTILL
  }

  /**
   * What the probes are answered.
   *
   * @param alive false when only a restart helps
   * @param ready whether images are being scored
   * @param reason in words
   */
  public record Status(boolean alive, boolean ready, String reason) {}

  private final Map<Obstacle, String> obstacles = new EnumMap<>(Obstacle.class);
  private Status status = new Status(true, false, "starting");

  /** Sets the state to not ready: starting, or rebalancing. */
  public synchronized void waiting(String reason) {
    status = new Status(true, false, reason);
  }

  /** Sets the state to ready, which holds while there is no {@link Obstacle}. */
  public synchronized void ready(String reason) {
    status = new Status(true, true, reason);
  }

  /** Sets the state to failed: only a restart helps. */
  public synchronized void failed(String reason) {
    status = new Status(false, false, reason);
  }

  /** Notes an obstacle: not ready until it is {@link #cleared}. */
  public synchronized void obstructed(Obstacle obstacle, String reason) {
    obstacles.put(obstacle, reason);
  }

  /** Removes an obstacle, if it was noted. */
  public synchronized void cleared(Obstacle obstacle) {
    obstacles.remove(obstacle);
  }

  /** What the probes are answered now. */
  public synchronized Status status() {
    return status.ready() && !obstacles.isEmpty()
        ? new Status(true, false, String.join("; ", obstacles.values()))
        : status;
  }
}
