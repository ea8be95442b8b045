package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Statistics;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import dev.surprisal.vae.BernoulliRow;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Fits the density of clean images' statistics: half of them as they are, half changed mildly, and
 * now and then a little brighter or darker, since none of that must alarm.
 */
final class CleanStatistics {
  private static final int COMPONENTS = 8;
  private static final int LARGEST_SAMPLE = 20_000;
  private static final int BATCH = 256;
  private static final double GAIN_SHARE = 0.4;
  private static final double GAIN = 0.08;

  private CleanStatistics() {}

  static GaussianMixture density(Vae vae, ImageSource images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = Math.min(images.size(), LARGEST_SAMPLE);
    List<double[]> vectors = new ArrayList<>(n);
    try (Workspace workspace =
            Workspace.forNetworks(BATCH, Stream.of(vae.encoder(), vae.decoder()));
        ImageBatch batch = new ImageBatch(BATCH, images.shape().pixels())) {
      VaePass pass = new VaePass(vae, workspace);
      for (int start = 0; start < n; start += BATCH) {
        List<GrayImage> shown = new ArrayList<>();
        for (int i = start; i < Math.min(n, start + BATCH); i++) {
          shown.add(varied(images.image(random.nextInt(images.size())), random));
        }
        batch.load(shown);
        vectors.addAll(statistics(vae.shape(), pass, batch, shown));
      }
    }
    return MixtureFit.fit(vectors, COMPONENTS, seed);
  }

  private static GrayImage varied(GrayImage image, SplittableRandom random) {
    FloatImage picture = MildAugmentation.of(FloatImage.of(image), random);
    boolean gain = random.nextDouble() < GAIN_SHARE;
    return gain ? picture.gain(random.nextDouble(1 - GAIN, 1 + GAIN)).toGray() : picture.toGray();
  }

  private static List<double[]> statistics(
      ImageShape shape, VaePass pass, ImageBatch batch, List<GrayImage> images) {
    Statistics statistics = new Statistics(shape);
    BernoulliRow bernoulli = new BernoulliRow(shape.pixels());
    float[] x = new float[shape.pixels()];
    float[] posterior = pass.encode(batch);
    List<double[]> vectors = new ArrayList<>(images.size());
    pass.decodeMeans(
        posterior,
        images.size(),
        (i, logits) -> {
          batch.row(i, x);
          bernoulli.load(x, logits);
          float[] means = bernoulli.means(logits);
          double[] vector = new double[Statistics.COUNT];
          statistics.of(
              x,
              means,
              bernoulli.nats() - BernoulliRow.entropy(images.get(i)),
              pass.klNats(posterior, i),
              bernoulli.squaredError(x),
              vector);
          vectors.add(vector);
        });
    return vectors;
  }
}
