package dev.surprisal.stream.demo;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import java.util.Random;

/** Chooses the demo's records: random test digits, and the kinds of anomaly in turn. */
final class Supply {
  /** Standard deviation of the noise in grey values; the digit can still be guessed. */
  private static final double NOISE = 110;

  private final ImageSource digits;
  private final ImageSource fashion;
  private final double anomalyRate;
  private final Random random;
  private int anomalies;

  /**
   * @param anomalyRate share of anomalies, 0 to 1
   */
  Supply(ImageSource digits, ImageSource fashion, double anomalyRate, long seed) {
    this.digits = digits;
    this.fashion = fashion;
    this.anomalyRate = anomalyRate;
    this.random = new Random(seed);
  }

  /** Chooses the kind of the next record. */
  Specimen next() {
    if (random.nextDouble() >= anomalyRate) {
      return Specimen.DIGIT;
    }
    Specimen[] kinds = Specimen.values();
    return kinds[1 + anomalies++ % (kinds.length - 1)];
  }

  /** Makes the bytes of one record of that kind. */
  byte[] bytes(Specimen kind) {
    byte[] digit = any(digits).toBytes();
    return switch (kind) {
      case DIGIT -> digit;
      case FASHION -> any(fashion).toBytes();
      case BLANK -> new byte[digit.length];
      case INVERTED -> inverted(digit);
      case NOISY -> noisy(digit);
      case BROKEN -> broken();
    };
  }

  private GrayImage any(ImageSource source) {
    return source.image(random.nextInt(source.size()));
  }

  private static byte[] inverted(byte[] digit) {
    for (int i = 0; i < digit.length; i++) {
      digit[i] = (byte) ~digit[i];
    }
    return digit;
  }

  private byte[] noisy(byte[] digit) {
    for (int i = 0; i < digit.length; i++) {
      long gray = Math.round((digit[i] & 0xff) + NOISE * random.nextGaussian());
      digit[i] = (byte) Math.max(0, Math.min(255, gray));
    }
    return digit;
  }

  private byte[] broken() {
    byte[] bytes = new byte[1 + random.nextInt(100)];
    random.nextBytes(bytes);
    return bytes;
  }
}
