package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * How well a discriminator classifies images that it was not fitted to. The inputs are the same
 * ones each time; they are made anew, since of large images they would not fit into memory.
 */
final class HeldOutLoss {
  /** Each held-out image is shown several times where there are fewer. */
  private static final int MOST_INPUTS = 2000;

  private static final int LEAST_INPUTS = 200;

  /** Bounds the time that large images take. */
  private static final int PIXELS = 1 << 23;

  private static final int CHUNK = 64;

  private final ImageSource held;
  private final LabelledTransform transform;
  private final long seed;

  HeldOutLoss(ImageSource held, LabelledTransform transform, long seed) {
    this.held = held;
    this.transform = transform;
    this.seed = seed;
  }

  /** Mean cross-entropy in nats. */
  double of(List<Layer> layers) {
    int pixels = held.shape().pixels();
    int inputs = Math.max(LEAST_INPUTS, Math.min(MOST_INPUTS, PIXELS / pixels));
    SplittableRandom random = new SplittableRandom(seed);
    float[] row = new float[pixels];
    float[] chunk = new float[CHUNK * pixels];
    boolean[] strange = new boolean[CHUNK];
    double[] sum = new double[1];
    try (Workspace workspace = Workspace.forNetworks(CHUNK, Stream.of(layers))) {
      NetworkPass pass = new NetworkPass(layers, workspace);
      for (int start = 0; start < inputs; start += CHUNK) {
        int n = Math.min(CHUNK, inputs - start);
        for (int i = 0; i < n; i++) {
          strange[i] = transform.apply(held.image((start + i) % held.size()), random, row);
          System.arraycopy(row, 0, chunk, i * pixels, pixels);
        }
        pass.run(chunk, pixels, n, (i, logits) -> sum[0] += nats(logits[0], strange[i]));
      }
    }
    return sum[0] / inputs;
  }

  /** ln(1 + exp(∓logit)), without overflow. */
  private static double nats(double logit, boolean strange) {
    double wrong = strange ? -logit : logit;
    return Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
  }
}
