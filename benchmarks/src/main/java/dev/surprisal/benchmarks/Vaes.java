package dev.surprisal.benchmarks;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Untrained networks: what they cost does not depend on what they know. */
public final class Vaes {
  private Vaes() {}

  /** 784-400-(20, 20)-400-784, ReLU, Bernoulli. */
  public static Vae mlp400() {
    return mlp(20, 400);
  }

  /**
   * Of digits, with ReLU, Bernoulli.
   *
   * @param hidden outputs of each layer between pixels and latent, in the encoder's order
   */
  public static Vae mlp(int latent, int... hidden) {
    ImageShape shape = new ImageShape(28, 28);
    int n = hidden.length;
    int[] up = new int[n + 2];
    int[] down = new int[n + 2];
    up[0] = down[n + 1] = shape.pixels();
    up[n + 1] = 2 * latent;
    down[0] = latent;
    for (int i = 0; i < n; i++) {
      up[i + 1] = down[n - i] = hidden[i];
    }
    return new Vae(
        shape,
        latent,
        layers(Activation.RELU, up),
        layers(Activation.RELU, down),
        Likelihood.BERNOULLI);
  }

  /** Dense layers from the first width to the last; the last one has no activation. */
  public static List<Layer> layers(Activation activation, int... widths) {
    Random random = new Random(1);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      layers.add(dense(random, widths[i - 1], widths[i], last ? Activation.IDENTITY : activation));
    }
    return layers;
  }

  /** He's initialisation. */
  private static Dense dense(Random random, int inputs, int outputs, Activation activation) {
    float[] weights = new float[inputs * outputs];
    double scale = Math.sqrt(2.0 / inputs);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (scale * random.nextGaussian());
    }
    return new Dense(inputs, outputs, activation, weights, new float[outputs]);
  }
}
