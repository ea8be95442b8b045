package dev.surprisal.benchmarks;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.Random;

/** Untrained networks: what they cost does not depend on what they know. */
public final class Vaes {
  private Vaes() {}

  /** 784-400-(20, 20)-400-784, ReLU, Bernoulli. */
  public static Vae mlp400() {
    Random random = new Random(1);
    return new Vae(
        new ImageShape(28, 28),
        20,
        List.of(
            dense(random, 784, 400, Activation.RELU), dense(random, 400, 40, Activation.IDENTITY)),
        List.of(
            dense(random, 20, 400, Activation.RELU), dense(random, 400, 784, Activation.IDENTITY)),
        Likelihood.BERNOULLI);
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
