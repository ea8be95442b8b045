package dev.surprisal.score;

import java.util.Arrays;

/**
 * A share that was counted, with Wilson's 95 % interval. Source: Wilson 1927, "Probable inference,
 * the law of succession, and statistical inference".
 *
 * @param count 0 to {@code of}
 * @param of how many there were, at least 1
 */
public record Proportion(long count, long of) {
  /** The normal distribution's 97.5 % quantile. */
  private static final double Z = 1.959963984540054;

  public Proportion {
    if (of < 1 || count < 0 || count > of) {
      throw new IllegalArgumentException(
          "expected 0 to %d, at least 1, got %d".formatted(of, count));
    }
  }

  /**
   * How many of some images alarm.
   *
   * @param values their scores, at least one
   * @param rate false-alarm rate that is set
   */
  public static Proportion ofAlarms(Calibration calibration, double[] values, double rate) {
    long alarms = Arrays.stream(values).filter(v -> calibration.pValue(v) <= rate).count();
    return new Proportion(alarms, values.length);
  }

  public double share() {
    return count / (double) of;
  }

  /** Lower end of the interval. */
  public double low() {
    return count == 0 ? 0 : centre() - half();
  }

  /** Upper end of the interval. */
  public double high() {
    return count == of ? 1 : centre() + half();
  }

  private double centre() {
    return (share() + Z * Z / (2.0 * of)) / (1 + Z * Z / of);
  }

  private double half() {
    double variance = share() * (1 - share()) / of + Z * Z / (4.0 * of * of);
    return Z * Math.sqrt(variance) / (1 + Z * Z / of);
  }
}
