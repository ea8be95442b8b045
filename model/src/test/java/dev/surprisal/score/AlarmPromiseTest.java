package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmPromiseTest {
  /**
   * Expected numbers of alarms from counting the orders in which n calibration scores and m new
   * ones can stand, in whole numbers: C(k−1+x, x) · C(n−k+m−x, m−x) of C(n+m, m) leave x alarms.
   */
  @ParameterizedTest
  @CsvSource({
    "0.01, 6000, 3327, 20, 48",
    "0.05, 99, 200, 2, 22",
    "0.01, 99, 50, 0, 3",
    "0.5, 1, 10, 0, 10",
    "0.1, 2000, 30, 0, 7",
    "0.01, 6000, 1, 0, 0"
  })
  void bandIsBetaBinomial(double rate, int calibration, int images, int low, int high) {
    AlarmPromise.Band band = new AlarmPromise(rate, calibration).band(images);

    assertThat(band.low()).isEqualTo(low / (double) images);
    assertThat(band.high()).isEqualTo(high / (double) images);
  }

  @Test
  void bandNarrowsToTheCalibrationsOwnForManyImages() {
    AlarmPromise.Band band = new AlarmPromise(0.01, 9_999).band(100_000_000);

    // Beta(100, 9900) is close to chi² with 200 degrees of freedom over 20,000, and the table has
    // 162.73 and 241.06 for it: 0.00814 and 0.01205.
    assertThat(band.low()).isBetween(0.0081, 0.0082);
    assertThat(band.high()).isBetween(0.0120, 0.0121);
  }

  @Test
  void ninetyFiveOfAHundredCalibrationsLieInTheBand() {
    Random random = new Random(7);
    AlarmPromise.Band band = new AlarmPromise(0.05, 199).band(500);
    int inside = 0;
    for (int trial = 0; trial < 2_000; trial++) {
      Calibration calibration = new Calibration(random.doubles(199).toArray());
      long alarms =
          Arrays.stream(random.doubles(500).toArray())
              .filter(score -> calibration.pValue(score) <= 0.05)
              .count();
      double share = alarms / 500.0;
      inside += share >= band.low() && share <= band.high() ? 1 : 0;
    }

    // At least 95 %, and few more, for the numbers are whole: 0.95 · 2000 ± 4 standard deviations.
    assertThat(inside).isBetween(1_860, 1_975);
  }

  @Test
  void wordsSayOnAverageAndWhatIsUsual() {
    AlarmPromise promise = new AlarmPromise(0.01, 6_000);

    assertThat(promise.inWords())
        .isEqualTo("at most 1.00 % of clean images on average over calibrations");
    assertThat(promise.inWords(3_327))
        .isEqualTo(
            "at most 1.00 % of clean images on average over calibrations; 0.60 % to 1.44 % is usual for 3,327");
  }

  @Test
  void noImagesHaveNoBand() {
    assertThatThrownBy(() -> new AlarmPromise(0.01, 100).band(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
