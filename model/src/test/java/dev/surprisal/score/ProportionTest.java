package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
  /** By scipy.stats.binomtest(count, of).proportion_ci(method="wilson"), SciPy 1.17.1. */
  @ParameterizedTest
  @CsvSource({
    "130, 140, 0.8735102126286542, 0.9607416156261346",
    "3, 25, 0.041668171504403606, 0.29955793920927326",
    "0, 10, 0, 0.27753279986288926",
    "10, 10, 0.7224672001371109, 1",
    "5000000000, 20000000000, 0.2499939989084232, 0.2500060011876133",
    "1, 3, 0.06149194472039626, 0.7923403991979523"
  })
  void intervalsAreWilsons(long count, long of, double low, double high) {
    Proportion proportion = new Proportion(count, of);

    assertThat(proportion.low()).isEqualTo(low, within(1e-12));
    assertThat(proportion.high()).isEqualTo(high, within(1e-12));
  }
}
