package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BernoulliRowTest {
  private static final Offset<Double> NATS = Offset.offset(1e-3);
  private static final float[] EXTREME = {
    0f,
    -0f,
    1e-30f,
    -1e-30f,
    Float.MIN_VALUE,
    1e-7f,
    0.5f,
    -3f,
    15f,
    -19.9f,
    20f,
    -20f,
    20.1f,
    100f,
    -100f
  };

  @ParameterizedTest
  @ValueSource(
      floats = {0f, -0f, 1e-30f, -1e-30f, 1f, -1f, 19.9f, -20f, 20f, 21f, -50f, 100f, -100f, 1e4f})
  void onePixelAtAnyLogit(float logit) {
    for (float x : new float[] {0f, 1 / 255f, 0.5f, 1f}) {
      expectReference(new float[] {x}, new float[] {logit});
    }
  }

  @Property(tries = 500)
  void rowsOfEveryWidth(@ForAll @IntRange(min = 1, max = 800) int pixels, @ForAll Random random) {
    float[] x = new float[pixels];
    float[] logits = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      x[i] = random.nextInt(256) / 255f;
      logits[i] =
          random.nextInt(4) == 0
              ? EXTREME[random.nextInt(EXTREME.length)]
              : (float) (6 * random.nextGaussian());
    }
    expectReference(x, logits);
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, -0.5f, -1e-3f, 0, 1e-3f, 0.5f, 1})
  void exponentialIsAsExactAsStated(float sign) {
    float[] logits = new float[10_000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = sign * i / 500f;
    }
    float[] exponential = new float[logits.length];
    BernoulliRow.expOfMinusAbs(logits, exponential, logits.length);
    for (int i = 0; i < logits.length; i++) {
      double expected = Math.exp(-Math.abs((double) logits[i]));
      assertThat(exponential[i] / expected).isCloseTo(1, Offset.offset(1.1e-5));
    }
  }

  private static void expectReference(float[] x, float[] logits) {
    BernoulliRow row = new BernoulliRow(x.length);
    row.load(x, logits);
    float[] means = row.means(logits);

    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      double p = 1 / (1 + Math.exp(-(double) logits[i]));
      assertThat((double) means[i]).isCloseTo(p, Offset.offset(1e-6)).isBetween(0.0, 1.0);
      squares += (x[i] - p) * (x[i] - p);
    }
    assertThat(row.nats()).isCloseTo(DoubleVae.crossEntropy(wide(x), wide(logits)), NATS);
    assertThat(row.squaredError(x)).isCloseTo(squares, Offset.offset(1e-4));
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    java.util.Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
