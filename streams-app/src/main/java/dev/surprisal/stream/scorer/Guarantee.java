package dev.surprisal.stream.scorer;

import org.apache.kafka.streams.StreamsConfig;

/** How often an image's verdict appears. */
public enum Guarantee {
  /**
   * Once for a consumer with the isolation level {@code read_committed}. It sees a verdict only
   * after the commit, so the commit interval, which adds to the latency, is short.
   */
  EXACTLY_ONCE("exactly-once", StreamsConfig.EXACTLY_ONCE_V2, 100),
  /** Once, or again after a failure; readers need not wait for the commit. */
  AT_LEAST_ONCE("at-least-once", StreamsConfig.AT_LEAST_ONCE, 1_000);

  private final String wireName;
  private final String kafkaName;
  private final int commitMillis;

  Guarantee(String wireName, String kafkaName, int commitMillis) {
    this.wireName = wireName;
    this.kafkaName = kafkaName;
    this.commitMillis = commitMillis;
  }

  String kafkaName() {
    return kafkaName;
  }

  int commitMillis() {
    return commitMillis;
  }

  /** As it stands on the command line. */
  @Override
  public String toString() {
    return wireName;
  }
}
