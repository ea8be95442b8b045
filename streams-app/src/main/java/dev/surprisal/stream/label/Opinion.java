package dev.surprisal.stream.label;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person thinks of an image. */
public enum Opinion {
  /** A clean image: the alarm was false. */
  NORMAL,
  /** The alarm was right. */
  ANOMALOUS;

  /** As in records and on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that a record means, if it means one. */
  public static Optional<Opinion> ofWireName(String name) {
    return Stream.of(values()).filter(opinion -> opinion.wireName().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return wireName();
  }
}
