package dev.surprisal.stream.source;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Score;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;

/**
 * A week of cameras that send an image a second each. No broker and no model take part: each
 * verdict is drawn, with a p-value that is uniform, and goes to the states and rules that the
 * scorer has.
 */
public final class SimulatedWeek {
  private static final int SECONDS = 7 * 24 * 3600;
  private static final double RATE = 0.01;
  private static final int CALIBRATION_IMAGES = 8_000;
  private static final AlertSettings SETTINGS =
      new AlertSettings("alerts", 0.01, 1, Duration.ZERO, 1_000, 500);
  private static final RecordHeaders NO_HEADERS = new RecordHeaders();
  private static final Bytes SOURCE = Bytes.wrap(new byte[] {1});

  /** Kinds that a camera in order may raise by chance. */
  private static final int KINDS = 2;

  private final AlertRules rules =
      AlertRules.of(
          new AlarmPromise(RATE, CALIBRATION_IMAGES), SETTINGS, "0".repeat(64), Score.ELBO);
  private final int sources;
  private final long seed;

  /** The first of the sources goes black in the midst of the week. */
  public SimulatedWeek(int sources, long seed) {
    this.sources = sources;
    this.seed = seed;
  }

  /**
   * What came of it.
   *
   * @param imagesUntilAlert of the black camera; more than a week has where there was no alert
   * @param falseAlerts of the others, of all kinds
   * @param promised how many false alerts there may be on average
   */
  public record Result(int sources, int imagesUntilAlert, int falseAlerts, double promised) {}

  public Result run() {
    int black = blackCamera(new SplittableRandom(seed));
    int falseAlerts =
        IntStream.range(1, sources)
            .parallel()
            .map(source -> falseAlerts(new SplittableRandom(seed + source)))
            .sum();
    double promised = (sources - 1) * SETTINGS.falseAlertsPerWeek() * KINDS;
    return new Result(sources, black, falseAlerts, promised);
  }

  private int blackCamera(SplittableRandom random) {
    SourceState state = new SourceState();
    int good = SECONDS / 4 + random.nextInt(SECONDS / 2);
    for (int image = 0; image < good; image++) {
      opened(state, image, random.nextDouble());
    }
    for (int image = 0; image < SECONDS; image++) {
      if (opened(state, good + image, 0) > 0) {
        return image + 1;
      }
    }
    return Integer.MAX_VALUE;
  }

  private int falseAlerts(SplittableRandom random) {
    SourceState state = new SourceState();
    int alerts = 0;
    for (int image = 0; image < SECONDS; image++) {
      alerts += opened(state, image, random.nextDouble());
    }
    return alerts;
  }

  /** How many alerts an image opens. */
  private int opened(SourceState state, long offset, double pValue) {
    Sighting.Finding finding =
        pValue <= RATE
            ? new Sighting.Finding(
                Sighting.Kind.ANOMALOUS, pValue, Optional.empty(), room -> new byte[0])
            : Sighting.Finding.normal(pValue);
    state.add(new Sighting(SOURCE, offset, offset, NO_HEADERS, finding), offset, rules);
    int opened = 0;
    for (AlertKind kind : rules.afterRecord(state)) {
      opened += state.isOpen(kind) ? 1 : 0;
    }
    return opened;
  }
}
