package dev.surprisal.trainer.suite;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Proportion;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a bundle may take the place of another one, by the same images. See docs/adr/0038.
 *
 * @param fresh the bundle that is to be published
 * @param former the one whose place it would take
 * @param rows one for each set of anomalies and each suite that is not usual
 */
public record Gate(Side fresh, Side former, List<Row> rows) {
  /** Of an error of one kind in the whole table, if both bundles find equally much. */
  private static final double CHANCE = 0.025;

  /** Share of a set. Two seeds of the same training differ by up to two thirds of it. */
  private static final double MOST_LOST = 0.1;

  /**
   * Share of the rate set below which alarms are too few: then the calibration has stranger images
   * in it than clean ones, and the bundle finds little.
   */
  private static final double LEAST_ALARMS = 0.5;

  public Gate {
    rows = List.copyOf(rows);
  }

  /**
   * One bundle on the clean images.
   *
   * @param alarms that it raises on them
   * @param promise of the rate that is set
   */
  public record Side(Proportion alarms, AlarmPromise promise) {
    /** The alarm rates that its calibration and so many images make usual. */
    public AlarmPromise.Band band() {
      return promise.band(alarms.of());
    }

    /** The rates that are accepted: up to that band, and below it down to half of what is set. */
    public AlarmPromise.Band accepted() {
      AlarmPromise.Band band = band();
      return new AlarmPromise.Band(
          Math.min(band.low(), LEAST_ALARMS * promise.rate()), band.high());
    }

    private boolean isAccepted() {
      return alarms.share() >= accepted().low() && alarms.share() <= accepted().high();
    }
  }

  /**
   * The same images by both bundles, each at the threshold above which it has the rate set of the
   * clean images.
   *
   * @param set its name
   * @param wanted whether it is to be found; a benign suite is not
   * @param fresh found by the fresh one
   * @param former found by the former one
   * @param onlyFresh found by the fresh one only
   * @param onlyFormer found by the former one only
   */
  public record Row(
      String set,
      boolean wanted,
      Proportion fresh,
      Proportion former,
      int onlyFresh,
      int onlyFormer) {
    /** Images that the fresh one gets wrong and the former one right. */
    private int lost() {
      return wanted ? onlyFormer : onlyFresh;
    }

    private int gained() {
      return wanted ? onlyFresh : onlyFormer;
    }

    /**
     * Probability of so many losses or more if each image on which the two differ were lost or
     * gained with equal chances: McNemar's exact test, one-sided.
     */
    public double chance() {
      int n = lost() + gained();
      double logOfTerm = -n * Math.log(2);
      double sum = 0;
      for (int k = 0; k <= n; k++) {
        sum += k >= lost() ? Math.exp(logOfTerm) : 0;
        logOfTerm += Math.log(n - k) - Math.log(k + 1.0);
      }
      return Math.min(1, sum);
    }

    private boolean isWorse(int rows) {
      return chance() <= CHANCE / rows && lost() - gained() > MOST_LOST * fresh.of();
    }
  }

  /**
   * Compares two bundles.
   *
   * @param fresh decides for the bundle that is to be published
   * @param former for the one whose place it would take, at the same rate
   * @param clean images that neither has seen
   * @param sets of anomalies, by name
   * @param suites to be made from the clean images
   * @param seed of the suites' images
   * @throws BadInputException if the clean images are too few for the rate
   */
  public static Gate of(
      Judging fresh,
      Judging former,
      ImageSource clean,
      Map<String, ImageSource> sets,
      List<Suite> suites,
      long seed) {
    Measured one = new Measured(fresh, clean);
    Measured other = new Measured(former, clean);
    List<Row> rows = new ArrayList<>();
    sets.forEach((name, images) -> rows.add(row(name, true, one, other, images)));
    for (Suite suite : suites) {
      rows.add(
          row(
              suite.name(),
              suite.category() != Category.BENIGN,
              one,
              other,
              CardMaker.images(suite, clean, seed)));
    }
    return new Gate(one.side(), other.side(), rows);
  }

  private static Row row(
      String name, boolean wanted, Measured one, Measured other, ImageSource images) {
    boolean[] fresh = one.found(images);
    boolean[] former = other.found(images);
    int onlyFresh = 0;
    int onlyFormer = 0;
    int both = 0;
    for (int i = 0; i < fresh.length; i++) {
      onlyFresh += fresh[i] && !former[i] ? 1 : 0;
      onlyFormer += former[i] && !fresh[i] ? 1 : 0;
      both += fresh[i] && former[i] ? 1 : 0;
    }
    return new Row(
        name,
        wanted,
        new Proportion(both + onlyFresh, fresh.length),
        new Proportion(both + onlyFormer, fresh.length),
        onlyFresh,
        onlyFormer);
  }

  /** The sets at which the fresh one is worse beyond chance, and by more than a seed's scatter. */
  public List<Row> worse() {
    return rows.stream().filter(row -> row.isWorse(rows.size())).toList();
  }

  /** Why the fresh one should not take the former one's place; empty if it may. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (!fresh.isAccepted()) {
      objections.add(
          String.format(
              Locale.ROOT,
              "its alarm rate is %.2f %%, expected %.2f to %.2f %%",
              100 * fresh.alarms().share(),
              100 * fresh.accepted().low(),
              100 * fresh.accepted().high()));
    }
    for (Row row : worse()) {
      objections.add(
          String.format(
              Locale.ROOT,
              row.wanted()
                  ? "it finds %.1f %% of %s, before %.1f %%"
                  : "it alarms on %.1f %% of %s, before %.1f %%",
              100 * row.fresh().share(),
              row.set(),
              100 * row.former().share()));
    }
    return objections;
  }

  /** By which score and at which rate a bundle judges. */
  public record Judging(Bundle bundle, Decision decision) {}

  private static final class Measured {
    private final Judging judging;
    private final double[] normal;
    private final Decision onTheseImages;

    private Measured(Judging judging, ImageSource clean) {
      this.judging = judging;
      this.normal = values(clean);
      Calibration ranks = new Calibration(normal);
      double rate = judging.decision().falseAlarmRate();
      if (rate < ranks.smallestRate()) {
        throw new BadInputException(
            "--normal: expected at least %.0f clean images for a false-alarm rate of %s, got %d"
                .formatted(Math.ceil(1 / rate - 1), rate, clean.size()));
      }
      this.onTheseImages = new Decision(judging.decision().score(), ranks, rate);
    }

    private Side side() {
      Decision decision = judging.decision();
      return new Side(
          Proportion.ofAlarms(decision.calibration(), normal, decision.falseAlarmRate()),
          AlarmPromise.of(decision));
    }

    private boolean[] found(ImageSource images) {
      double[] values = values(images);
      boolean[] found = new boolean[values.length];
      for (int i = 0; i < values.length; i++) {
        found[i] = onTheseImages.calibration().pValue(values[i]) <= onTheseImages.falseAlarmRate();
      }
      return found;
    }

    private double[] values(ImageSource images) {
      return CardMaker.values(judging.bundle(), judging.decision().score(), images);
    }
  }
}
