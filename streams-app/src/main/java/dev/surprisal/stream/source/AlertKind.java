package dev.surprisal.stream.source;

import java.util.Locale;

/** What can be wrong with a source. */
public enum AlertKind {
  /** More of its last images are anomalous than false alarms explain. */
  ANOMALOUS(1),
  /** Nothing has come from it for some time. */
  SILENT(2),
  /** It gave images, and now what it sends is rejected. */
  REJECTED(4),
  /** Its scores are not what they were when it was new, though few of its images are anomalous. */
  DRIFTED(8);

  private final int bit;

  AlertKind(int bit) {
    this.bit = bit;
  }

  /** Stands for it in a stored state, which must be read after the program has changed. */
  int bit() {
    return bit;
  }

  /** The name in records and meters. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
