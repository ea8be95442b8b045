package dev.surprisal.stream.cameras;

import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.testing.InkModel;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** What a camera does when it is broken. */
enum Fault {
  /** Each of its images is as strange as can be. */
  BLACK(AlertKind.ANOMALOUS),
  /** It sends nothing. */
  SILENT(AlertKind.SILENT),
  /** It sends what is no image. */
  GARBAGE(AlertKind.REJECTED),
  /** The p-values of its images are the squares of what they were, and none is anomalous. */
  DRIFTING(AlertKind.DRIFTED);

  private static final double MOST_NATS = 199;
  private static final double RANGE = 98;
  private static final int INK_OF_A_BLACK_CAMERA = 700;

  private final AlertKind alert;

  Fault(AlertKind alert) {
    this.alert = alert;
  }

  /** The kind of alert that has to open, and no other. */
  AlertKind alert() {
    return alert;
  }

  String inWords() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it sends next while it is broken, if anything. */
  Optional<byte[]> next(SplittableRandom random) {
    return switch (this) {
      case BLACK -> Optional.of(InkModel.ink(INK_OF_A_BLACK_CAMERA));
      case SILENT -> Optional.empty();
      case GARBAGE -> Optional.of(new byte[] {1, 2, 3});
      case DRIFTING -> Optional.of(image(Math.max(0.02, Math.pow(random.nextDouble(), 2))));
    };
  }

  /** What a camera in order sends: its p-values are uniform. */
  static byte[] good(SplittableRandom random) {
    return image(random.nextDouble());
  }

  /** An image of that p-value by {@link InkModel#finelyCalibrated}. */
  private static byte[] image(double pValue) {
    double ink = (MOST_NATS - RANGE * pValue - InkModel.BLACK_NATS) / 2;
    int white = (int) ink;
    byte[] pixels = InkModel.ink(white);
    pixels[1 + white] = (byte) Math.round(255 * (ink - white));
    return pixels;
  }
}
