package dev.surprisal.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.Calibration;
import dev.surprisal.score.Proportion;
import dev.surprisal.score.Score;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTableTest {
  /**
   * Calibration scores 1 to 199: a score above 198 has a p-value of 1 %, above 199 of 0.5 %; 191
   * has 5 %.
   */
  private static ThresholdTable table() {
    Calibration calibration =
        new Calibration(IntStream.rangeClosed(1, 199).asDoubleStream().toArray());
    Map<String, double[]> sets = new LinkedHashMap<>();
    sets.put("scratch", scores(18, 200, 2, 191));
    sets.put("hole", scores(1, 198.5, 9, 100));
    return ThresholdTable.of(Score.SURPRISE, calibration, 0.01, scores(1, 200, 99, 50), sets);
  }

  private static double[] scores(int many, double value, int others, double other) {
    return DoubleStream.concat(
            Arrays.stream(new double[many]).map(x -> value),
            Arrays.stream(new double[others]).map(x -> other))
        .toArray();
  }

  @Test
  void countsAtEachRateAndLeavesOutWhatTheCalibrationCannotSupport() {
    ThresholdTable table = table();

    assertThat(table.rates()).containsExactly(0.001, 0.005, 0.01, 0.05);
    assertThat(table.sets().get(0).alarms())
        .containsExactly(
            Optional.empty(),
            Optional.of(new Proportion(18, 20)),
            Optional.of(new Proportion(18, 20)),
            Optional.of(new Proportion(20, 20)));
    assertThat(table.all().alarms())
        .containsExactly(
            Optional.empty(),
            Optional.of(new Proportion(18, 30)),
            Optional.of(new Proportion(19, 30)),
            Optional.of(new Proportion(21, 30)));
    assertThat(table.atRate(table.clean())).isEqualTo(new Proportion(1, 100));
  }

  /** 100 calibration scores support rates from 1/101 on, which is nearly 1 %. */
  @Test
  void theSmallestRateHasNoColumnBesideOneThatIsNearlyTheSame() {
    Calibration calibration =
        new Calibration(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());
    double[] clean = scores(1, 100, 99, 50);

    ThresholdTable table =
        ThresholdTable.of(Score.SURPRISE, calibration, 0.01, clean, Map.of("hole", clean));

    assertThat(table.rates()).containsExactly(0.001, 0.01, 0.05);
  }

  /** By SciPy, 9 of 30 have an upper end of 0.479, 10 of 30 of 0.512 and 1 of 3 of 0.792. */
  @ParameterizedTest
  @CsvSource({"9, 30, true", "10, 30, false", "1, 3, false"})
  void isBlindToWhatIsSurelyFoundInLessThanHalf(int found, int of, boolean blind) {
    Calibration calibration =
        new Calibration(IntStream.rangeClosed(1, 199).asDoubleStream().toArray());
    double[] hole = scores(found, 200, of - found, 100);

    ThresholdTable table =
        ThresholdTable.of(Score.SURPRISE, calibration, 0.01, hole, Map.of("hole", hole));

    assertThat(table.blindTo()).hasSize(blind ? 1 : 0);
  }

  @Test
  void missesComeLeastStrangeFirst() {
    Calibration calibration =
        new Calibration(IntStream.rangeClosed(1, 199).asDoubleStream().toArray());

    Misses misses =
        Misses.of(
            "hole",
            new dev.surprisal.trainer.SyntheticImages(
                new dev.surprisal.image.ImageShape(4, 4), 4, 1),
            new double[] {50, 300, 20, 198},
            calibration,
            0.01);

    assertThat(misses.indices()).containsExactly(2, 0, 3);
    assertThat(misses.places()).first().isEqualTo("synthetic#2");
  }
}
