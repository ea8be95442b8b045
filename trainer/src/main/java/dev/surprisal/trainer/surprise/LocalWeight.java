package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BoxSums;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.score.Model;
import dev.surprisal.score.ScorePass;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much {@link dev.surprisal.score.Term#LOCAL} counts. Where principal components reconstruct
 * clean images much more finely than the VAE does, small damage shows in what they leave and in
 * none of the other terms; where they do not, the term mostly repeats the others.
 */
final class LocalWeight {
  /** The VAE's squared window residuals beside the components' at which the term counts once. */
  private static final double RATIO_OF_ONE = 10;

  private static final double LARGEST = 8;
  private static final int CHUNK = 64;

  private final BoxSums boxes;
  private double ofVae;
  private double ofComponents;

  private LocalWeight(ImageShape shape) {
    this.boxes = new BoxSums(shape, largestSide());
  }

  private static int largestSide() {
    return LocalResiduals.SIDES.get(LocalResiduals.SIDES.size() - 1);
  }

  /**
   * From 1 to 8.
   *
   * @param held clean images that neither was fitted to
   */
  static double of(Vae vae, LocalResiduals local, ImageSource held) {
    LocalWeight weight = new LocalWeight(held.shape());
    Stream<List<Layer>> networks = Stream.of(local.autoencoder());
    try (ScorePass pass = new ScorePass(new Model(vae, Optional.empty()), Set.of());
        ImageBatch batch = new ImageBatch(CHUNK, held.shape().pixels());
        Workspace workspace = Workspace.forNetworks(CHUNK, networks)) {
      NetworkPass components = new NetworkPass(local.autoencoder(), workspace);
      for (int start = 0; start < held.size(); start += CHUNK) {
        int end = Math.min(held.size(), start + CHUNK);
        List<GrayImage> images = IntStream.range(start, end).mapToObj(held::image).toList();
        weight.add(images, pass.reconstruct(images), batch, components);
      }
    }
    double ratio = weight.ofVae / Math.max(weight.ofComponents, Double.MIN_NORMAL);
    return Math.max(1, Math.min(LARGEST, ratio / RATIO_OF_ONE));
  }

  private void add(
      List<GrayImage> images, List<GrayImage> ofVae, ImageBatch batch, NetworkPass components) {
    float[] x = new float[images.get(0).shape().pixels()];
    float[] expected = new float[x.length];
    for (int i = 0; i < images.size(); i++) {
      images.get(i).toUnit(x, 0);
      ofVae.get(i).toUnit(expected, 0);
      this.ofVae += squares(x, expected);
    }
    batch.load(images);
    components.run(
        batch,
        (i, rebuilt) -> {
          images.get(i).toUnit(x, 0);
          ofComponents += squares(x, rebuilt);
        });
  }

  /** Σ over the pixels of the squared sum of the residual in the largest window around them. */
  private double squares(float[] x, float[] expected) {
    float[] residual = new float[x.length];
    for (int k = 0; k < x.length; k++) {
      residual[k] = x[k] - expected[k];
    }
    float[] sums = boxes.of(residual, largestSide());
    double squares = 0;
    for (int k = 0; k < x.length; k++) {
      double sum = sums[boxes.index(k)];
      squares += sum * sum;
    }
    return squares;
  }
}
