package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.DoubleVae;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small models of random weights. */
public final class Models {
  private Models() {}

  public static Model plain(ImageShape shape) {
    return new Model(DoubleVae.random(shape, 3, Activation.RELU, 13, 6), Optional.empty());
  }

  /** With a background model, a discriminator, a density of two components, and all terms. */
  public static Model surprise(ImageShape shape) {
    Vae background = DoubleVae.random(shape, 5, Activation.LEAKY_RELU, 9);
    Surprise surprise =
        new Surprise(
            background,
            DoubleVae.layers(new Random(5), Activation.TANH, List.of(shape.pixels(), 4, 1)),
            density(Statistics.COUNT),
            Optional.of(local(shape)),
            Optional.of(latents()),
            Optional.of(density(Sharpness.COUNT)),
            new Combination(
                Map.of(
                    Term.ELBO, new Excess(30, 4),
                    Term.LIKELIHOOD_RATIO, new Excess(0.1, 0.5),
                    Term.DENSITY, new Excess(12, 3),
                    Term.DISCRIMINATOR, new Excess(-1, 2),
                    Term.LOCAL, new Excess(0.5, 0.3),
                    Term.NEAREST, new Excess(1, 0.7),
                    Term.SHARPNESS, new Excess(2, 5))));
    return new Model(DoubleVae.random(shape, 3, Activation.RELU, 13, 6), Optional.of(surprise));
  }

  /**
   * The same under Gaussian likelihoods.
   *
   * @param variance of the model of clean images
   * @param ofBackground of the background model
   */
  public static Model gaussian(ImageShape shape, double variance, double ofBackground) {
    Model model = surprise(shape);
    Surprise parts = model.surprise().orElseThrow();
    return new Model(
        gaussian(model.vae(), variance),
        Optional.of(
            new Surprise(
                gaussian(parts.background(), ofBackground),
                parts.discriminator(),
                parts.density(),
                parts.local(),
                parts.nearest(),
                parts.sharpness(),
                parts.combination())));
  }

  private static Vae gaussian(Vae vae, double variance) {
    return new Vae(
        vae.shape(), vae.latent(), vae.encoder(), vae.decoder(), new Likelihood.Gaussian(variance));
  }

  /** Usual residuals that differ from pixel to pixel and from window to window. */
  public static LocalResiduals local(ImageShape shape) {
    int pixels = shape.pixels();
    float[][] usual = new float[LocalResiduals.SIDES.size()][pixels];
    for (int w = 0; w < usual.length; w++) {
      for (int i = 0; i < pixels; i++) {
        usual[w][i] = (w + 1) * (2 + i % 7);
      }
    }
    return new LocalResiduals(
        shape,
        DoubleVae.layers(new Random(6), Activation.IDENTITY, List.of(pixels, 4, pixels)),
        usual);
  }

  /** Forty points of the model's latent space of three dimensions. */
  private static CleanLatents latents() {
    Random random = new Random(8);
    float[] centres = new float[40 * 3];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    return new CleanLatents(3, centres);
  }

  private static GaussianMixture density(int d) {
    double[] center = new double[d];
    double[] scale = new double[d];
    Arrays.setAll(center, i -> 1 + 0.2 * i);
    Arrays.setAll(scale, i -> 0.5 + 0.1 * i);
    double[] means = new double[2 * d];
    Arrays.setAll(means, i -> i < d ? 0.1 * i : -0.2);
    double[] whitenings = new double[2 * d * d];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          whitenings[(k * d + i) * d + j] = i == j ? 1 + 0.1 * k : 0.05;
        }
      }
    }
    return new GaussianMixture(center, scale, new double[] {-8, -9}, means, whitenings);
  }
}
