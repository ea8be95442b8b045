package dev.surprisal.stream.scorer;

import dev.surprisal.score.Calibration;
import dev.surprisal.score.OnlineFdr;
import java.util.Locale;
import java.util.Optional;

/**
 * What the user's rate promises.
 *
 * @param kind what it is a share of
 * @param rate in (0, 1)
 */
public record AlarmControl(Kind kind, double rate) {
  /** The promise. */
  public enum Kind {
    /** Of the clean images, at most that share alarms. */
    RATE,
    /** Of the alarms, at most that share is false. */
    FDR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of the clean images, at most that share alarms. */
  public static AlarmControl rate(double rate) {
    return new AlarmControl(Kind.RATE, rate);
  }

  /**
   * The procedure that keeps the promise about the alarms, if that is the promise.
   *
   * @throws dev.surprisal.BadInputException if the calibration cannot support it
   */
  Optional<OnlineFdr> fdr(Calibration calibration) {
    return kind == Kind.FDR
        ? Optional.of(OnlineFdr.supportedBy(calibration, rate))
        : Optional.empty();
  }
}
