package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected quantiles are what Prometheus' histogram_quantile is documented to answer. */
class DistributionTest {
  private static final double[] BOUNDS = {1, 2, 4, Double.POSITIVE_INFINITY};

  @Test
  void quantileIsLinearWithinItsBucket() {
    Distribution values = Distribution.of(BOUNDS, new long[] {10, 20, 10, 0});

    assertThat(values.quantile(0.125)).isEqualTo(0.5, within(1e-12));
    assertThat(values.quantile(0.25)).isEqualTo(1, within(1e-12));
    assertThat(values.quantile(0.5)).isEqualTo(1.5, within(1e-12));
    assertThat(values.quantile(0.95)).isEqualTo(3.6, within(1e-12));
  }

  @Test
  void quantileInTheLastBucketIsItsLowerBound() {
    assertThat(Distribution.of(BOUNDS, new long[] {0, 1, 0, 99}).quantile(0.5)).isEqualTo(4);
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(Distribution.of(BOUNDS, new long[4]).quantile(0.5)).isNaN();
  }

  @Test
  void differenceIsWhatWasCountedInBetween() {
    Distribution before = Distribution.of(BOUNDS, new long[] {1, 2, 3, 4});

    Distribution since = Distribution.of(BOUNDS, new long[] {1, 4, 3, 5}).since(before);

    assertThat(since.total()).isEqualTo(3);
    assertThat(since.count(1)).isEqualTo(2);
    assertThat(since.count(3)).isEqualTo(1);
    assertThat(since.upperBound(1)).isEqualTo(2);
  }

  @Test
  void bucketsEndWithAnInfiniteOne() {
    assertThatThrownBy(() -> Distribution.of(new double[] {1, 2}, new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
