package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The textbook's formulas in double precision and plain loops: what the fast passes must give. */
public final class DoubleVae {
  private final Vae vae;

  public DoubleVae(Vae vae) {
    this.vae = vae;
  }

  /**
   * A VAE of random weights, of the size that keeps the values of layer after layer alike.
   *
   * @param hidden outputs of each layer between pixels and latent, in the encoder's order
   */
  public static Vae random(ImageShape shape, int latent, Activation activation, int... hidden) {
    Random random = new Random(31L * latent + hidden.length);
    List<Integer> up = new ArrayList<>(List.of(shape.pixels()));
    List<Integer> down = new ArrayList<>(List.of(latent));
    for (int i = 0; i < hidden.length; i++) {
      up.add(hidden[i]);
      down.add(hidden[hidden.length - 1 - i]);
    }
    up.add(2 * latent);
    down.add(shape.pixels());
    return new Vae(
        shape,
        latent,
        layers(random, activation, up),
        layers(random, activation, down),
        Likelihood.BERNOULLI);
  }

  /** A stack of dense layers of random weights; the last one has no activation. */
  public static List<Layer> layers(Random random, Activation activation, List<Integer> widths) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < widths.size(); i++) {
      int inputs = widths.get(i - 1);
      int outputs = widths.get(i);
      boolean last = i == widths.size() - 1;
      layers.add(
          new Dense(
              inputs,
              outputs,
              last ? Activation.IDENTITY : activation,
              gaussians(random, inputs * outputs, 1.5 / Math.sqrt(inputs)),
              gaussians(random, outputs, 0.3)));
    }
    return layers;
  }

  private static float[] gaussians(Random random, int n, double deviation) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /** Images of noise, some dark and some bright. */
  public static List<GrayImage> images(ImageShape shape, int count, long seed) {
    Random random = new Random(seed);
    List<GrayImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[shape.pixels()];
      int range = 1 + random.nextInt(256);
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (byte) random.nextInt(range);
      }
      images.add(GrayImage.of(shape, pixels));
    }
    return images;
  }

  /** {@code [2·latent]}: means, then log-variances. */
  public double[] posterior(GrayImage image) {
    return run(vae.encoder(), unit(image));
  }

  /** {@code [pixels]}, at the posterior's means. */
  public double[] logits(GrayImage image) {
    return run(vae.decoder(), java.util.Arrays.copyOf(posterior(image), vae.latent()));
  }

  /** {@code [pixels]}, at the posterior's means. */
  public double[] means(GrayImage image) {
    return java.util.Arrays.stream(logits(image)).map(l -> 1 / (1 + Math.exp(-l))).toArray();
  }

  public double reconstructionNats(GrayImage image) {
    return vae.likelihood() instanceof Likelihood.Gaussian gaussian
        ? squaredError(image) / (2 * gaussian.variance()) + constant(gaussian)
        : crossEntropy(unit(image), logits(image));
  }

  /** The least of {@link #reconstructionNats} that another decoder could reach. */
  public double leastNats(GrayImage image) {
    if (vae.likelihood() instanceof Likelihood.Gaussian gaussian) {
      return constant(gaussian);
    }
    double sum = 0;
    for (double x : unit(image)) {
      sum -= x == 0 || x == 1 ? 0 : x * Math.log(x) + (1 - x) * Math.log(1 - x);
    }
    return sum;
  }

  private double constant(Likelihood.Gaussian gaussian) {
    double logOfDeviation = Math.log(2 * Math.PI * gaussian.variance()) / 2;
    return vae.shape().pixels() * (logOfDeviation + Math.log(255));
  }

  public double klNats(GrayImage image) {
    double[] posterior = posterior(image);
    double sum = 0;
    for (int k = 0; k < vae.latent(); k++) {
      double mean = posterior[k];
      double logVariance = posterior[vae.latent() + k];
      sum += mean * mean + Math.exp(logVariance) - 1 - logVariance;
    }
    return sum / 2;
  }

  public double squaredError(GrayImage image) {
    double[] x = unit(image);
    double[] means = means(image);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - means[i]) * (x[i] - means[i]);
    }
    return sum;
  }

  /** {@code [pixels]}, in [0, 1]. */
  public static double[] unit(GrayImage image) {
    byte[] bytes = image.toBytes();
    double[] x = new double[bytes.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (bytes[i] & 0xff) / 255.0;
    }
    return x;
  }

  static double crossEntropy(double[] x, double[] logits) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double l = logits[i];
      sum += Math.max(l, 0) - x[i] * l + Math.log1p(Math.exp(-Math.abs(l)));
    }
    return sum;
  }

  /** A stack's outputs for one row. */
  public static double[] run(List<Layer> layers, double[] input) {
    double[] values = input;
    for (Layer layer : layers) {
      float[] weights = layer.weights();
      float[] bias = layer.bias();
      double[] next = new double[layer.outputs()];
      for (int o = 0; o < next.length; o++) {
        double sum = bias[o];
        for (int i = 0; i < values.length; i++) {
          sum += values[i] * weights[i * next.length + o];
        }
        next[o] = activate(layer.activation(), sum);
      }
      values = next;
    }
    return values;
  }

  private static double activate(Activation activation, double v) {
    return switch (activation) {
      case IDENTITY -> v;
      case RELU -> v > 0 ? v : 0;
      case LEAKY_RELU -> v > 0 ? v : v / 100;
      case TANH -> Math.tanh(v);
    };
  }
}
