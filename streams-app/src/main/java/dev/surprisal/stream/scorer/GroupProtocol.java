package dev.surprisal.stream.scorer;

import java.util.Locale;

/** How instances agree on who takes which partition. */
public enum GroupProtocol {
  /** The consumers' own; any broker. */
  CLASSIC,
  /** The broker's, since Kafka 4.2 (KIP-1071). */
  STREAMS;

  /** As it stands on the command line and in Kafka's settings. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
