package dev.surprisal.trainer.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PrincipalComponentsTest {
  private static final int D = 12;

  /** Variances of 100, 25 and 4 along the first three axes after a shift, and of 0.01 elsewhere. */
  private static INDArray vectors(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] deviations = {10, 5, 2};
    float[] values = new float[n * D];
    for (int i = 0; i < values.length; i++) {
      double deviation = i % D < 3 ? deviations[i % D] : 0.1;
      values[i] = (float) (7 + i % D + deviation * random.nextGaussian());
    }
    return Nd4j.create(values, new long[] {n, D}, 'c');
  }

  @Test
  void residualsAreWhatTheLargestDirectionsLeave() {
    PrincipalComponents components = PrincipalComponents.of(vectors(2_000, 1), 2, 1);

    float[][] residuals = components.residuals(vectors(500, 2)).toFloatMatrix();

    double[] squares = new double[D];
    for (float[] residual : residuals) {
      for (int k = 0; k < D; k++) {
        squares[k] += (double) residual[k] * residual[k] / residuals.length;
      }
    }
    assertThat(squares[0]).isLessThan(0.05);
    assertThat(squares[1]).isLessThan(0.05);
    assertThat(squares[2]).isCloseTo(4, within(0.8));
    assertThat(squares[7]).isCloseTo(0.01, within(0.003));
  }

  @Test
  void autoencoderLeavesTheSameResiduals() {
    INDArray some = vectors(3, 3);
    PrincipalComponents components = PrincipalComponents.of(vectors(200, 1), 4, 1);

    float[][] expected = components.residuals(some).toFloatMatrix();

    List<Layer> layers = components.autoencoder();
    for (int i = 0; i < 3; i++) {
      float[] x = some.getRow(i).toFloatVector();
      float[] rebuilt = run(layers, x);
      for (int k = 0; k < D; k++) {
        assertThat(x[k] - rebuilt[k]).isCloseTo(expected[i][k], within(1e-3f));
      }
    }
  }

  /** In plain loops. */
  private static float[] run(List<Layer> layers, float[] x) {
    float[] values = x;
    for (Layer layer : layers) {
      float[] weights = ((Dense) layer).weights();
      float[] next = layer.bias();
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < next.length; j++) {
          next[j] += values[i] * weights[i * next.length + j];
        }
      }
      values = next;
    }
    return values;
  }

  @Test
  void directionsThatDoNotVaryAreLeftOut() {
    INDArray same = Nd4j.ones(10, D);

    float[][] residuals = PrincipalComponents.of(same, 3, 1).residuals(same).toFloatMatrix();

    for (float[] residual : residuals) {
      assertThat(residual).containsOnly(0f);
    }
  }
}
