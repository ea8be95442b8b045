package dev.surprisal.stream.source;

import dev.surprisal.BadInputException;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * When a source's alerts open and close. Each closes well below where it opens, so that a source at
 * the limit does not open and close it with every image.
 *
 * @param threshold an alert opens when so many of the last {@link Window#IMAGES} images are
 *     anomalous; it closes when half of that are
 * @param drift when one opens because its scores have drifted
 */
public record AlertRules(int threshold, DriftRule drift) {
  /** As many rejected records in a row open an alert, as many images in a row close it. */
  static final int RUN = 10;

  /** With so many clean images the band of false-alarm rates is that of the calibration alone. */
  private static final long MANY = 1_000_000;

  /**
   * The threshold that keeps the number of false alerts. A source in order is taken to have
   * independent false alarms, at the highest rate that is usual for the calibration in force: an
   * alert can open at an image only if the last {@link Window#IMAGES} hold {@code threshold} false
   * alarms, whose probability is the binomial tail.
   *
   * @param digest the model's, in hexadecimal digits
   * @throws BadInputException if no threshold keeps it
   */
  public static AlertRules of(
      AlarmPromise promise, AlertSettings settings, String digest, Score score) {
    long judge =
        Long.parseUnsignedLong(digest.substring(0, Long.SIZE / 4), 16)
            ^ score.wireName().hashCode();
    return of(promise.band(MANY).high(), settings, DriftRule.of(settings, judge));
  }

  static AlertRules of(double falseAlarmRate, AlertSettings settings, DriftRule drift) {
    for (int threshold = 1; threshold <= Window.IMAGES; threshold++) {
      if (BinomialTail.atLeast(threshold, Window.IMAGES, falseAlarmRate) <= settings.perImage()) {
        return new AlertRules(threshold, drift);
      }
    }
    throw new BadInputException(
        "--false-alerts-per-week: expected a false-alarm rate at which %d anomalous images in a row are rarer than %s a week, got %.4f; lower --false-alarm-rate"
            .formatted(Window.IMAGES, settings.falseAlertsPerWeek(), falseAlarmRate));
  }

  /** Opens and closes what a source's newest record makes open and close; returns which. */
  List<AlertKind> afterRecord(SourceState state) {
    List<AlertKind> changed = List.of();
    for (AlertKind kind : AlertKind.values()) {
      boolean open = state.isOpen(kind);
      if (open ? closes(kind, state) : opens(kind, state)) {
        state.setOpen(kind, !open);
        changed = changed.isEmpty() ? new ArrayList<>() : changed;
        changed.add(kind);
      }
    }
    return changed;
  }

  private boolean opens(AlertKind kind, SourceState state) {
    return switch (kind) {
      case ANOMALOUS -> state.window().anomalous() >= threshold;
      case SILENT -> false;
      case REJECTED -> state.images() > 0 && state.run() <= -RUN;
      case DRIFTED -> drift.opens(state.drift().distance());
    };
  }

  private boolean closes(AlertKind kind, SourceState state) {
    return switch (kind) {
      case ANOMALOUS -> state.window().anomalous() <= closing();
      case SILENT -> true;
      case REJECTED -> state.run() >= RUN;
      case DRIFTED -> drift.closes(state.drift().distance());
    };
  }

  /**
   * An anomaly after so many normal images does not belong to the anomalies before: at such
   * distances they would not keep an alert open.
   */
  int pause() {
    return Math.min(Window.IMAGES / Math.max(1, closing()), Long.SIZE);
  }

  /** When a source's scores and verdicts open an alert. */
  public String inWords() {
    return "%d of its last %d images are anomalous%s"
        .formatted(threshold, Window.IMAGES, drift.inWords());
  }

  /** So few anomalous images among the last ones are in order. */
  int closing() {
    return threshold / 2;
  }
}
