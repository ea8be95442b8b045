package dev.surprisal.stream.source;

import dev.surprisal.BadInputException;
import dev.surprisal.score.AlarmPromise;
import java.util.ArrayList;
import java.util.List;

/**
 * When a source's alerts open and close. Each closes well below where it opens, so that a source at
 * the limit does not open and close it with every image.
 *
 * @param threshold an alert opens when so many of the last {@link Window#IMAGES} images are
 *     anomalous; it closes when half of that are
 */
public record AlertRules(int threshold) {
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
   * @throws BadInputException if no threshold keeps it
   */
  public static AlertRules of(AlarmPromise promise, AlertSettings settings) {
    return of(promise.band(MANY).high(), settings);
  }

  static AlertRules of(double falseAlarmRate, AlertSettings settings) {
    for (int threshold = 1; threshold <= Window.IMAGES; threshold++) {
      if (BinomialTail.atLeast(threshold, Window.IMAGES, falseAlarmRate) <= settings.perImage()) {
        return new AlertRules(threshold);
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
    };
  }

  private boolean closes(AlertKind kind, SourceState state) {
    return switch (kind) {
      case ANOMALOUS -> state.window().anomalous() <= closing();
      case SILENT -> true;
      case REJECTED -> state.run() >= RUN;
    };
  }

  /**
   * An anomaly after so many normal images does not belong to the anomalies before: at such
   * distances they would not keep an alert open.
   */
  int pause() {
    return Math.min(Window.IMAGES / Math.max(1, closing()), Long.SIZE);
  }

  /** So few anomalous images among the last ones are in order. */
  int closing() {
    return threshold / 2;
  }
}
