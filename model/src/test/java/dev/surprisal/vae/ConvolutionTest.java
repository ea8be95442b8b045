package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
  private static final int IMAGES = 3;

  @ParameterizedTest
  @CsvSource({"7,5,2,3,2,4", "8,8,1,3,2,3", "6,9,3,3,1,2", "5,5,2,2,2,1", "4,4,1,5,3,2"})
  void plainIsTheSumOverEachNeighbourhood(
      int height, int width, int channels, int kernel, int stride, int filters) {
    // Given
    PatchGrid grid = new PatchGrid(height, width, channels, kernel, stride);
    float[] weights = random(1, kernel * kernel * channels * filters);
    float[] bias = random(2, filters);
    Convolution layer = new Convolution(grid, filters, false, Activation.LEAKY_RELU, weights, bias);
    float[] x = random(3, IMAGES * layer.inputs());

    // When
    float[][] got = run(layer, x);

    // Then
    for (int n = 0; n < IMAGES; n++) {
      double[] expected = naive(grid, filters, weights, bias, x, n * layer.inputs());
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) got[n][i]).isCloseTo(expected[i], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"7,5,2,3,2,4", "8,8,1,3,2,3", "6,9,3,3,1,2", "4,4,1,5,3,2"})
  void transposedIsTheAdjoint(
      int height, int width, int channels, int kernel, int stride, int filters) {
    // Given
    PatchGrid grid = new PatchGrid(height, width, channels, kernel, stride);
    float[] weights = random(1, kernel * kernel * channels * filters);
    float[] turned = new float[weights.length];
    int patch = grid.patchValues();
    for (int p = 0; p < patch; p++) {
      for (int f = 0; f < filters; f++) {
        turned[f * patch + p] = weights[p * filters + f];
      }
    }
    Convolution plain =
        new Convolution(grid, filters, false, Activation.IDENTITY, weights, new float[filters]);
    Convolution transposed =
        new Convolution(grid, filters, true, Activation.IDENTITY, turned, new float[channels]);
    float[] x = random(4, IMAGES * plain.inputs());
    float[] y = random(5, IMAGES * plain.outputs());

    // When
    float[][] forward = run(plain, x);
    float[][] back = run(transposed, y);

    // Then
    for (int n = 0; n < IMAGES; n++) {
      assertThat(dot(forward[n], y, n)).isCloseTo(dot(back[n], x, n), within(1e-3));
    }
  }

  @Test
  void biasOfATransposedOneIsAddedToEachPixel() {
    PatchGrid grid = new PatchGrid(2, 2, 2, 3, 2);
    Convolution layer =
        new Convolution(grid, 1, true, Activation.IDENTITY, new float[18], new float[] {0.5f, -1f});

    float[][] got = run(layer, new float[IMAGES]);

    assertThat(got[2]).containsExactly(0.5f, -1f, 0.5f, -1f, 0.5f, -1f, 0.5f, -1f);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    PatchGrid grid = new PatchGrid(4, 4, 1, 3, 2);

    assertThatThrownBy(
            () -> new Convolution(grid, 2, false, Activation.RELU, new float[17], new float[2]))
        .hasMessageContaining("weights: expected 2 filters of 9, got 17");
    assertThatThrownBy(
            () -> new Convolution(grid, 2, true, Activation.RELU, new float[18], new float[2]))
        .hasMessageContaining("bias: expected [1], got 2");
    assertThatThrownBy(() -> new PatchGrid(4, 4, 1, 2, 3)).hasMessageContaining("stride ≤ kernel");
    assertThatThrownBy(() -> new PatchGrid(1 << 20, 1 << 20, 1 << 20, 3, 1))
        .hasMessageContaining("at most");
  }

  @Test
  void closedWorkspaceFreesTheMemoryOutsideTheHeap() {
    PatchGrid grid = new PatchGrid(64, 64, 1, 5, 1);
    Convolution layer =
        new Convolution(grid, 1, false, Activation.RELU, new float[25], new float[1]);
    float[] x = random(6, IMAGES * layer.inputs());
    run(layer, x);
    long before = Pointer.totalBytes();

    for (int i = 0; i < 10; i++) {
      run(layer, x);
    }

    // The patches alone are 400 kB each time; others' garbage may have been freed meanwhile.
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
  }

  private static float[][] run(Convolution layer, float[] x) {
    float[][] rows = new float[IMAGES][];
    try (Workspace workspace = Workspace.forNetworks(IMAGES, Stream.of(List.of(layer)))) {
      new NetworkPass(List.of(layer), workspace)
          .run(
              x,
              layer.inputs(),
              IMAGES,
              (i, values) -> rows[i] = java.util.Arrays.copyOf(values, layer.outputs()));
    }
    return rows;
  }

  private static double[] naive(
      PatchGrid grid, int filters, float[] weights, float[] bias, float[] x, int offset) {
    int rows = -Math.floorDiv(-grid.height(), grid.stride());
    int columns = -Math.floorDiv(-grid.width(), grid.stride());
    int top = Math.max(0, (rows - 1) * grid.stride() + grid.kernel() - grid.height()) / 2;
    int left = Math.max(0, (columns - 1) * grid.stride() + grid.kernel() - grid.width()) / 2;
    double[] out = new double[rows * columns * filters];
    for (int o = 0; o < out.length; o++) {
      int f = o % filters;
      int column = o / filters % columns;
      int row = o / filters / columns;
      double sum = bias[f];
      for (int i = 0; i < grid.kernel(); i++) {
        for (int j = 0; j < grid.kernel(); j++) {
          int y = row * grid.stride() - top + i;
          int z = column * grid.stride() - left + j;
          for (int c = 0; c < grid.channels(); c++) {
            boolean inside = y >= 0 && y < grid.height() && z >= 0 && z < grid.width();
            int at = offset + (y * grid.width() + z) * grid.channels() + c;
            int w = ((i * grid.kernel() + j) * grid.channels() + c) * filters + f;
            sum += inside ? (double) x[at] * weights[w] : 0;
          }
        }
      }
      out[o] = Math.max(sum, 0.01 * sum);
    }
    return out;
  }

  private static double dot(float[] a, float[] b, int row) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[row * a.length + i];
    }
    return sum;
  }

  private static float[] random(long seed, int n) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
