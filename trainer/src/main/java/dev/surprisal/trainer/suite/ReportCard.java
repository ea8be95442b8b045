package dev.surprisal.trainer.suite;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.evaluate.Evaluation;
import dev.surprisal.trainer.evaluate.Ranking;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

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

  private static final int IMAGES = 1000;
  private static final int RESAMPLES = 200;

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
   */
  public record Row(
      String suite,
      Category kind,
      boolean mustPass,
      double auroc,
      double aurocLow,
      double aurocHigh,
      double detected) {
    /** Whether a must-pass row failed. */
    public boolean failed() {
      return mustPass && auroc < MUST_PASS_AUROC;
    }
  }

  /**
   * Alarms on clean images.
   *
   * @param rate that was set
   * @param realised share that alarmed
   */
  public record RealisedRate(double rate, double realised) {}

  public ReportCard {
    falseAlarms = List.copyOf(falseAlarms);
    rows = List.copyOf(rows);
  }

  /**
   * Measures a bundle.
   *
   * @param clean images that the bundle has never seen
   * @param rate the false-alarm rate to alarm at
   * @param seed of the suites' images
   * @param measured gets the number of suites that have been measured
   */
  public static ReportCard of(
      Bundle bundle,
      Score score,
      ImageSource clean,
      double rate,
      List<Suite> suites,
      long seed,
      IntConsumer measured) {
    Calibration calibration = bundle.calibrations().get(score);
    double[] normal = values(bundle, score, clean);
    List<Row> rows = new ArrayList<>();
    for (Suite suite : suites) {
      SplittableRandom random = new SplittableRandom(seed ^ suite.name().hashCode());
      double[] strange = values(bundle, score, new SuiteImages(suite, clean, IMAGES, random));
      double[] interval = interval(normal, strange, random);
      rows.add(
          new Row(
              suite.name(),
              suite.category(),
              suite.mustPass(),
              Ranking.of(normal, strange).auroc(),
              interval[0],
              interval[1],
              alarms(calibration, strange, rate)));
      measured.accept(rows.size());
    }
    List<RealisedRate> falseAlarms =
        Stream.concat(Evaluation.RATES.stream(), Stream.of(rate))
            .distinct()
            .sorted()
            .filter(set -> set >= calibration.smallestRate())
            .map(set -> new RealisedRate(set, alarms(calibration, normal, set)))
            .toList();
    return new ReportCard(score, rate, falseAlarms, clean.size(), calibration.size(), rows);
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

  /** Mean AUROC over the suites that are to be found. */
  public double meanAuroc() {
    return rows.stream()
        .filter(row -> row.kind() != Category.BENIGN)
        .mapToDouble(Row::auroc)
        .average()
        .orElse(Double.NaN);
  }

  /** Mean share of alarms over the suites that are to be found. */
  public double meanDetected() {
    return rows.stream()
        .filter(row -> row.kind() != Category.BENIGN)
        .mapToDouble(Row::detected)
        .average()
        .orElse(Double.NaN);
  }

  /** Mean share of alarms over the suites that are not to be found. */
  public double benignAlarms() {
    return rows.stream()
        .filter(row -> row.kind() == Category.BENIGN)
        .mapToDouble(Row::detected)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] values(Bundle bundle, Score score, ImageSource images) {
    return ScoredSet.of(bundle.model(), Set.of(score), images).values(score);
  }

  private static double alarms(Calibration calibration, double[] values, double rate) {
    return Arrays.stream(values).filter(v -> calibration.pValue(v) <= rate).count()
        / (double) values.length;
  }

  /** Percentile bootstrap of the AUROC over the suite's images; the clean ones are many more. */
  private static double[] interval(double[] normal, double[] strange, SplittableRandom random) {
    double[] wins = new double[strange.length];
    double[] sorted = normal.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < wins.length; i++) {
      wins[i] = Ranking.of(sorted, new double[] {strange[i]}).auroc();
    }
    double[] means = new double[RESAMPLES];
    Arrays.setAll(
        means,
        k ->
            random.ints(wins.length, 0, wins.length).mapToDouble(i -> wins[i]).average().orElse(0));
    Arrays.sort(means);
    return new double[] {means[(int) (0.025 * RESAMPLES)], means[(int) (0.975 * RESAMPLES)]};
  }

  /** The suites that the project measures itself by. */
  public static List<Suite> suites(ImageSource clean) {
    List<Suite> suites = new ArrayList<>();
    suites.addAll(
        SensorFaults.suites(random -> FloatImage.of(clean.image(random.nextInt(clean.size())))));
    suites.addAll(Corruptions.suites());
    suites.addAll(new Glyphs().suites());
    suites.addAll(Benign.suites());
    return suites;
  }

  /** A real data set as a suite. */
  public static Suite suite(String name, ImageSource images) {
    return Suite.must(
        name,
        Category.OTHER_DATA,
        (picture, random) -> FloatImage.of(images.image(random.nextInt(images.size()))));
  }
}
