package dev.surprisal.stream.demo;

import java.util.Locale;

/** The kinds of record that the demo sends: clean digits, and anomalies of several kinds. */
enum Specimen {
  /** A clean test digit. */
  DIGIT,
  /** A picture of clothing, from Fashion-MNIST. */
  FASHION,
  /** A black frame. */
  BLANK,
  /** A digit with black and white exchanged. */
  INVERTED,
  /** A digit with Gaussian noise added to each pixel. */
  NOISY,
  /** Random bytes that cannot be decoded as an image. */
  BROKEN;

  boolean anomalous() {
    return this != DIGIT;
  }

  /** The name in the summary and on the page. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
