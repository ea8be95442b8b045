package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Against plain loops in double precision, for each width that a row can have a remainder at. */
class RowFoldTest {
  private static final int WIDEST = 2000;

  @Test
  void everyWidthIsSummed() {
    for (int n = 1; n <= WIDEST; n++) {
      float[] a = uniform(n);
      double expected = 0;
      for (int i = 0; i < n; i++) {
        expected += a[i];
      }
      assertThat(new RowFold(n).sum(a)).isCloseTo(expected, Offset.offset(1e-4));
    }
  }

  @Test
  void everyWidthIsMultiplied() {
    for (int n = 1; n <= WIDEST; n++) {
      float[] a = uniform(n);
      float[] b = uniform(n + 7);
      double expected = 0;
      for (int i = 0; i < n; i++) {
        expected += (double) a[i] * b[i];
      }
      assertThat(new RowFold(n).dot(a, b)).isCloseTo(expected, Offset.offset(1e-4));
    }
  }

  @Test
  void everyWidthIsSummedInLogarithms() {
    for (int n = 1; n <= WIDEST; n++) {
      float[] e = uniform(n);
      double expected = 0;
      for (int i = 0; i < n; i++) {
        expected += Math.log1p(e[i]);
      }
      assertThat(new RowFold(n).sumOfLog1p(e)).isCloseTo(expected, Offset.offset(1e-3));
    }
  }

  @Test
  void productOfTheLargestFactorsDoesNotOverflow() {
    int n = 1 << 20;
    float[] ones = new float[n];
    java.util.Arrays.fill(ones, 1f);
    assertThat(new RowFold(n).sumOfLog1p(ones))
        .isCloseTo(n * Math.log(2), Percentage.withPercentage(1e-6));
  }

  @Test
  void elementsPastTheWidthDoNotCount() {
    RowFold fold = new RowFold(9);
    float[] a = new float[20];
    java.util.Arrays.fill(a, 9, 20, 1f);
    assertThat(fold.sum(a)).isZero();
    assertThat(fold.sumOfLog1p(a)).isZero();
  }

  private static float[] uniform(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
