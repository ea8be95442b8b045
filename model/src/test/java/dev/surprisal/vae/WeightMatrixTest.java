package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against plain loops in double precision, on both sides of every tile's border. */
class WeightMatrixTest {
  private static final Random RANDOM = new Random(3);
  private static final Tiling TINY = new Tiling(3, 5, 4);

  static Stream<int[]> shapes() {
    return Stream.of(
        new int[] {1, 1, 1},
        new int[] {3, 5, 4},
        new int[] {4, 6, 5},
        new int[] {7, 11, 13},
        new int[] {65, 80, 192},
        new int[] {64, 81, 193},
        new int[] {130, 161, 400});
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyTilingGivesTheProduct(int[] shape) {
    int n = shape[0];
    int inputs = shape[1];
    int outputs = shape[2];
    float[] x = uniform(n * inputs);
    float[] w = uniform(inputs * outputs);
    for (Tiling tiling : new Tiling[] {TINY, Tiling.SMALL, Tiling.WHOLE}) {
      float[] product = multiply(new WeightMatrix(inputs, outputs, w, tiling), x, n, outputs);
      for (int row = 0; row < n; row++) {
        for (int o = 0; o < outputs; o++) {
          double expected = 0;
          for (int i = 0; i < inputs; i++) {
            expected += (double) x[row * inputs + i] * w[i * outputs + o];
          }
          assertThat((double) product[row * outputs + o])
              .isCloseTo(expected, Offset.offset(1e-5 * inputs));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void weightsComeBackInTheirOrder(int[] shape) {
    float[] w = uniform(shape[1] * shape[2]);
    for (Tiling tiling : new Tiling[] {TINY, Tiling.SMALL, Tiling.WHOLE}) {
      assertThat(new WeightMatrix(shape[1], shape[2], w, tiling).toArray()).isEqualTo(w);
    }
  }

  @Test
  void aRowsBitsDoNotDependOnTheOtherRows() {
    assumeThat(Tiling.OF_THIS_PROCESS)
        .as("the kernels that take small products")
        .isEqualTo(Tiling.SMALL);
    WeightMatrix weights = new WeightMatrix(784, 400, uniform(784 * 400), Tiling.SMALL);
    float[] x = uniform(150 * 784);
    float[] together = multiply(weights, x, 150, 400);
    for (int n = 1; n < 150; n++) {
      assertThat(multiply(weights, x, n, 400)).isEqualTo(Arrays.copyOf(together, n * 400));
    }
  }

  @Test
  void onlyKernelsThatHaveTheWayAreHandedSmallProducts() {
    assertThat(Tiling.forKernel(Optional.of("SkylakeX"))).isEqualTo(Tiling.SMALL);
    assertThat(Tiling.forKernel(Optional.of("COOPERLAKE"))).isEqualTo(Tiling.SMALL);
    assertThat(Tiling.forKernel(Optional.of("Haswell"))).isEqualTo(Tiling.WHOLE);
    assertThat(Tiling.forKernel(Optional.empty())).isEqualTo(Tiling.WHOLE);
    // What OpenBLAS 0.3.19 takes as small: interface/gemm.c and
    // kernel/x86_64/sgemm_small_kernel_permit_skylakex.c.
    long multiplications =
        (long) Tiling.SMALL.rows() * Tiling.SMALL.inputs() * Tiling.SMALL.outputs();
    assertThat(multiplications).isLessThanOrEqualTo(1_000_000);
  }

  private static float[] multiply(WeightMatrix weights, float[] x, int n, int outputs) {
    try (FloatPointer in = new FloatPointer(x);
        FloatPointer out = new FloatPointer((long) n * outputs)) {
      weights.multiply(in, n, out);
      float[] product = new float[n * outputs];
      out.get(product);
      return product;
    }
  }

  private static float[] uniform(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = RANDOM.nextFloat() - 0.5f;
    }
    return values;
  }
}
