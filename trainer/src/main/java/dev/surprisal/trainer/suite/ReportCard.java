package dev.surprisal.trainer.suite;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.evaluate.Evaluation;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What a bundle finds of each kind of strange image, how often it alarms on clean and on harmlessly
 * changed ones. Seeded: the same bundle and images give the same card.
 *
 * @param score the one that was measured
 * @param rate the false-alarm rate that was set
 * @param falseAlarms realised on the clean images, at {@link Evaluation#RATES} and at {@code rate},
 *     as far as the calibration supports them
 * @param cleanImages how many there were
 * @param calibrationImages how many the bundle was calibrated on
 * @param rows one a suite, in the suites' order
 */
public record ReportCard(
    Score score,
    double rate,
    List<RealisedRate> falseAlarms,
    int cleanImages,
    int calibrationImages,
    List<Row> rows) {
  /** Of the suites' images; another one gives others of the same kinds. */
  public static final long SEED = 20261121;

  /** A must-pass row has to rank this share of pairs right. */
  static final double MUST_PASS_AUROC = 0.99;

  /**
   * One suite's figures.
   *
   * @param suite its name
   * @param kind what is expected
   * @param mustPass whether a model that misses it is not fit for use
   * @param auroc probability that an image of the suite scores above a clean one
   * @param aurocLow lower end of its bootstrap 95 % interval
   * @param aurocHigh upper end of it
   * @param detected share of the suite that alarms at the set rate
   * @param usual whether its images look as clean images do, so that it neither has to be found nor
   *     counts in a mean; see {@link Resemblance}
   * @param alarms shares of the suite that alarm at the rates of {@link ReportCard#falseAlarms}
   */
  public record Row(
      String suite,
      Category kind,
      boolean mustPass,
      double auroc,
      double aurocLow,
      double aurocHigh,
      double detected,
      boolean usual,
      List<RealisedRate> alarms) {
    /** Cards that were recorded by earlier versions lack the alarms. */
    public Row {
      alarms = alarms == null ? List.of() : List.copyOf(alarms);
    }

    /** Whether a must-pass row failed. */
    public boolean failed() {
      return mustPass && !usual && auroc < MUST_PASS_AUROC;
    }

    /** Whether it is part of the means, from which local damage is apart. */
    boolean counts() {
      return !usual && kind.isOfTheWhole();
    }
  }

  /**
   * Alarms on a set of images.
   *
   * @param rate that was set
   * @param realised share that alarmed
   */
  public record RealisedRate(double rate, double realised) {}

  public ReportCard {
    falseAlarms = List.copyOf(falseAlarms);
    rows = List.copyOf(rows);
  }

  /** By name, as a bundle keeps them: AUROC and alarms of each suite, and the alarms on clean. */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    for (Row row : rows) {
      figures.put(row.suite() + ", AUROC", row.auroc());
      figures.put(row.suite() + ", alarms", row.detected());
    }
    falseAlarms.forEach(
        alarms -> figures.put("false alarms at " + alarms.rate(), alarms.realised()));
    return figures;
  }

  /**
   * Share of the clean images that alarmed at the set rate; NaN if the calibration is too small.
   */
  public double realised() {
    return falseAlarms.stream()
        .filter(alarms -> alarms.rate() == rate)
        .mapToDouble(RealisedRate::realised)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** What a set rate promises with this calibration. */
  public AlarmPromise promise(double setRate) {
    return new AlarmPromise(setRate, calibrationImages);
  }

  /** The must-pass rows that failed. */
  public List<Row> failures() {
    return rows.stream().filter(Row::failed).toList();
  }

  /** Mean AUROC over the suites that are to be found, local damage apart; NaN if there is none. */
  public double meanAuroc() {
    return mean(Row::counts, Row::auroc);
  }

  /** Mean share of alarms over the same suites. */
  public double meanDetected() {
    return mean(Row::counts, Row::detected);
  }

  /** Mean share of alarms over the suites that are not to be found. */
  public double benignAlarms() {
    return mean(row -> row.kind() == Category.BENIGN, Row::detected);
  }

  /** Mean AUROC over the suites of local damage; NaN on a card that has none. */
  public double localAuroc() {
    return mean(row -> row.kind() == Category.LOCAL_DAMAGE, Row::auroc);
  }

  /** Mean share of alarms over the suites of local damage; NaN on a card that has none. */
  public double localDetected() {
    return mean(row -> row.kind() == Category.LOCAL_DAMAGE, Row::detected);
  }

  /** Names of the suites that look as clean images do. */
  public List<String> usual() {
    return rows.stream().filter(Row::usual).map(Row::suite).toList();
  }

  private double mean(Predicate<Row> which, ToDoubleFunction<Row> figure) {
    return rows.stream().filter(which).mapToDouble(figure).average().orElse(Double.NaN);
  }
}
