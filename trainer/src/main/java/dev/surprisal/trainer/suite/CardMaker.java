package dev.surprisal.trainer.suite;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Proportion;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.evaluate.Evaluation;
import dev.surprisal.trainer.evaluate.Ranking;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.suite.ReportCard.RealisedRate;
import dev.surprisal.trainer.suite.ReportCard.Row;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures report cards, and draws the images that they are measured on. */
public final class CardMaker {
  private static final int IMAGES = 1000;

  /** Of each size of each local damage. */
  private static final int LOCAL_IMAGES = 250;

  private static final int RESAMPLES = 200;

  private CardMaker() {}

  /**
   * Measures a bundle.
   *
   * @param clean images that the bundle has never seen
   * @param rate the false-alarm rate to alarm at
   * @param seed of the suites' images
   * @param measured gets the number of suites that have been measured
   */
  public static ReportCard card(
      Bundle bundle,
      Score score,
      ImageSource clean,
      double rate,
      List<Suite> suites,
      long seed,
      IntConsumer measured) {
    Calibration calibration = bundle.calibrations().get(score);
    double[] normal = values(bundle, score, clean);
    List<Double> rates =
        Stream.concat(Evaluation.RATES.stream(), Stream.of(rate))
            .distinct()
            .sorted()
            .filter(set -> set >= calibration.smallestRate())
            .toList();
    Resemblance resemblance = new Resemblance(clean, seed);
    List<Row> rows = new ArrayList<>();
    for (Suite suite : suites) {
      SplittableRandom random = random(suite, seed);
      SuiteImages images = new SuiteImages(suite, clean, size(suite), random);
      double[] strange = values(bundle, score, images);
      double[] interval = interval(normal, strange, random);
      rows.add(
          new Row(
              suite.name(),
              suite.category(),
              suite.mustPass(),
              Ranking.of(normal, strange).auroc(),
              interval[0],
              interval[1],
              Proportion.ofAlarms(calibration, strange, rate).share(),
              resemblance.isUsual(images),
              realised(calibration, strange, rates)));
      measured.accept(rows.size());
    }
    return new ReportCard(
        score, rate, realised(calibration, normal, rates), clean.size(), calibration.size(), rows);
  }

  /** The images of a suite that the card is measured on. */
  static ImageSource images(Suite suite, ImageSource clean, long seed) {
    return new SuiteImages(suite, clean, size(suite), random(suite, seed));
  }

  /** The first images of a suite, as the card is measured on them. */
  public static List<GrayImage> examples(Suite suite, ImageSource clean, int count, long seed) {
    SuiteImages images = new SuiteImages(suite, clean, count, random(suite, seed));
    return IntStream.range(0, count).mapToObj(images::image).toList();
  }

  private static SplittableRandom random(Suite suite, long seed) {
    return new SplittableRandom(seed ^ suite.name().hashCode());
  }

  private static int size(Suite suite) {
    return suite.category() == Category.LOCAL_DAMAGE ? LOCAL_IMAGES : IMAGES;
  }

  private static List<RealisedRate> realised(
      Calibration calibration, double[] values, List<Double> rates) {
    return rates.stream()
        .map(set -> new RealisedRate(set, Proportion.ofAlarms(calibration, values, set).share()))
        .toList();
  }

  static double[] values(Bundle bundle, Score score, ImageSource images) {
    return ScoredSet.of(bundle.model(), Set.of(score), images).values(score);
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
    suites.addAll(LocalDamage.suites());
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
