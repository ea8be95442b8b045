package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How well a discriminator classifies images that it was not fitted to: the same ones each time.
 */
final class HeldOutLoss {
  /** Each held-out image is shown several times where there are fewer. */
  private static final int INPUTS = 2000;

  private static final int CHUNK = 64;

  private final ImageShape shape;
  private final float[] inputs;
  private final boolean[] strange;

  HeldOutLoss(ImageSource held, LabelledTransform transform, long seed) {
    this.shape = held.shape();
    this.inputs = new float[INPUTS * shape.pixels()];
    this.strange = new boolean[INPUTS];
    SplittableRandom random = new SplittableRandom(seed);
    float[] row = new float[shape.pixels()];
    for (int i = 0; i < INPUTS; i++) {
      strange[i] = transform.apply(held.image(i % held.size()), random, row);
      System.arraycopy(row, 0, inputs, i * row.length, row.length);
    }
  }

  /** Mean cross-entropy in nats. */
  double of(List<Layer> layers) {
    double[] sum = new double[1];
    int pixels = shape.pixels();
    try (Workspace workspace = Workspace.forNetworks(CHUNK, Stream.of(layers))) {
      NetworkPass pass = new NetworkPass(layers, workspace);
      float[] chunk = new float[CHUNK * pixels];
      for (int start = 0; start < INPUTS; start += CHUNK) {
        int from = start;
        int n = Math.min(CHUNK, INPUTS - start);
        System.arraycopy(inputs, start * pixels, chunk, 0, n * pixels);
        pass.run(chunk, pixels, n, (i, logits) -> sum[0] += nats(logits[0], strange[from + i]));
      }
    }
    return sum[0] / INPUTS;
  }

  /** ln(1 + exp(∓logit)), without overflow. */
  private static double nats(double logit, boolean strange) {
    double wrong = strange ? -logit : logit;
    return Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
  }
}
