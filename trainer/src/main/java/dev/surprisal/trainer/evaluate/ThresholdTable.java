package dev.surprisal.trainer.evaluate;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Proportion;
import dev.surprisal.score.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the score that decides finds of each set of anomalies, by the false-alarm rate that is set.
 *
 * @param rate the one that the verdict is about
 * @param calibrationImages of the bundle
 * @param rates ascending; {@code rate} is one of them
 * @param sets one row for each set of anomalies
 * @param clean the same of clean images
 */
public record ThresholdTable(
    Score score,
    double rate,
    int calibrationImages,
    List<Double> rates,
    List<Row> sets,
    Row clean) {
  private static final double BLIND = 0.5;

  /**
   * One set.
   *
   * @param images how many it has
   * @param alarms for each rate; empty where the calibration cannot support it
   */
  public record Row(String name, int images, List<Optional<Proportion>> alarms) {
    public Row {
      alarms = List.copyOf(alarms);
    }
  }

  public ThresholdTable {
    rates = List.copyOf(rates);
    sets = List.copyOf(sets);
  }

  /**
   * @param rate that the calibration supports
   * @param clean scores of clean images that the model has never seen
   * @param anomalies scores by the sets' names, at least one set
   */
  public static ThresholdTable of(
      Score score,
      Calibration calibration,
      double rate,
      double[] clean,
      Map<String, double[]> anomalies) {
    List<Double> rates = rates(calibration, rate);
    List<Row> rows = new ArrayList<>();
    anomalies.forEach((name, values) -> rows.add(row(name, calibration, rates, values)));
    return new ThresholdTable(
        score,
        rate,
        calibration.size(),
        rates,
        rows,
        row("clean images", calibration, rates, clean));
  }

  /** The usual ones, the set one, and the smallest possible one unless it is nearly one of them. */
  private static List<Double> rates(Calibration calibration, double rate) {
    double smallest = calibration.smallestRate();
    List<Double> rates = new ArrayList<>(Evaluation.RATES);
    rates.add(rate);
    if (smallest > Evaluation.RATES.get(0)
        && rates.stream().noneMatch(other -> Math.abs(other - smallest) < 0.1 * other)) {
      rates.add(smallest);
    }
    return rates.stream().distinct().sorted().toList();
  }

  private static Row row(
      String name, Calibration calibration, List<Double> rates, double[] values) {
    return new Row(
        name,
        values.length,
        rates.stream()
            .map(
                set ->
                    set < calibration.smallestRate()
                        ? Optional.<Proportion>empty()
                        : Optional.of(Proportion.ofAlarms(calibration, values, set)))
            .toList());
  }

  /** All sets as one. */
  public Row all() {
    int images = sets.stream().mapToInt(Row::images).sum();
    List<Optional<Proportion>> alarms = new ArrayList<>();
    for (int i = 0; i < rates.size(); i++) {
      int at = i;
      List<Proportion> each =
          sets.stream().map(row -> row.alarms().get(at)).flatMap(Optional::stream).toList();
      long count = each.stream().mapToLong(Proportion::count).sum();
      alarms.add(each.isEmpty() ? Optional.empty() : Optional.of(new Proportion(count, images)));
    }
    return new Row("all", images, alarms);
  }

  /** A row's alarms at the verdict's rate. */
  public Proportion atRate(Row row) {
    return row.alarms().get(rates.indexOf(rate)).orElseThrow();
  }

  /** The sets of which surely less than half is found: the interval lies below one half. */
  public List<Row> blindTo() {
    return sets.stream().filter(row -> atRate(row).high() < BLIND).toList();
  }

  /** Which alarms on the clean images would be usual. */
  public AlarmPromise.Band usualAlarms() {
    return new AlarmPromise(rate, calibrationImages).band(clean.images());
  }
}
