package dev.surprisal.stream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTailTest {
  /** Exact sums of Python's fractions. */
  @ParameterizedTest
  @CsvSource({
    "6, 0.001, 1.0998105018870297e-09",
    "11, 0.01, 6.255518382834089e-09",
    "10, 0.01, 7.631587532260619e-08",
    "19, 0.0366, 3.871810557815225e-09",
    "22, 0.05, 3.884507161612301e-09",
    "58, 0.3, 5.932292819359279e-09"
  })
  void isTheSumOfTheProbabilitiesOfAHundredDraws(int least, double p, double expected) {
    assertThat(BinomialTail.atLeast(least, 100, p)).isCloseTo(expected, withinPercentage(1e-8));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5, 1", "1, 0.5, 0.875", "2, 0.5, 0.5", "3, 0.5, 0.125", "3, 0.1, 0.001"})
  void isThatOfThreeCoins(int least, double p, double expected) {
    assertThat(BinomialTail.atLeast(least, 3, p)).isCloseTo(expected, withinPercentage(1e-10));
  }
}
