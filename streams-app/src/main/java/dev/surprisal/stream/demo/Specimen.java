package dev.surprisal.stream.demo;

import java.util.Locale;

/** What the demo sends. */
enum Specimen {
  /** A clean test digit. */
  DIGIT,
  /** A picture of clothing. */
  FASHION,
  /** Nothing at all. */
  BLANK,
  /** A digit, black for white. */
  INVERTED,
  /** A digit under heavy noise. */
  NOISY,
  /** Bytes that are no image. */
  BROKEN;

  boolean anomalous() {
    return this != DIGIT;
  }

  /** As it stands in the summary. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
