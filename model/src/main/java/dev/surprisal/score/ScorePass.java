package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.vae.BernoulliRow;
import dev.surprisal.vae.VaePass;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes a model's scores for any number of images, in batches. Deterministic: the same bytes
 * give the same scores, whatever they are batched with, to within float32's rounding. One per
 * thread.
 */
public final class ScorePass implements AutoCloseable {
  /** Where the products' speed levels off while the buffers still fit into the caches. */
  private static final int BATCH = 128;

  private static final float[] UNIT = unitTable();

  private final Model model;
  private final VaePass pass;
  private final BernoulliRow bernoulli;
  private final int pixels;
  private final float[] x;
  private final float[] means;

  public ScorePass(Model model) {
    this.model = model;
    this.pixels = model.shape().pixels();
    this.pass = new VaePass(model.vae(), BATCH);
    this.bernoulli = new BernoulliRow(pixels);
    this.x = new float[BATCH * pixels];
    this.means = new float[pixels];
  }

  public Model model() {
    return model;
  }

  /**
   * Each image's scores, in order.
   *
   * @param images of the model's shape
   */
  public List<Scores> score(List<GrayImage> images) {
    List<Scores> scores = new ArrayList<>(images.size());
    for (int start = 0; start < images.size(); start += BATCH) {
      scoreBatch(images.subList(start, Math.min(images.size(), start + BATCH)), scores);
    }
    return scores;
  }

  /** The decoder's mean at the posterior's mean: what the model would have expected instead. */
  public GrayImage reconstruct(GrayImage image) {
    load(List.of(image));
    int latent = model.vae().latent();
    byte[] gray = new byte[pixels];
    pass.decode(
        pass.encode(x, 1),
        2 * latent,
        1,
        (i, logits) -> {
          bernoulli.means(logits, means);
          for (int k = 0; k < pixels; k++) {
            gray[k] = (byte) Math.round(255 * means[k]);
          }
        });
    return GrayImage.of(model.shape(), gray);
  }

  private void scoreBatch(List<GrayImage> images, List<Scores> scores) {
    load(images);
    int latent = model.vae().latent();
    float[] posterior = pass.encode(x, images.size());
    pass.decode(
        posterior,
        2 * latent,
        images.size(),
        (i, logits) -> {
          double reconstruction = bernoulli.crossEntropy(x, i * pixels, logits);
          bernoulli.means(logits, means);
          double kl = kl(posterior, i * 2 * latent, latent);
          scores.add(new Scores(reconstruction, kl, squaredError(i * pixels) / pixels));
        });
  }

  private void load(List<GrayImage> images) {
    for (int i = 0; i < images.size(); i++) {
      images.get(i).mapTo(UNIT, x, i * pixels);
    }
  }

  /** ½ Σ μ² + σ² − 1 − ln σ². Source: Kingma and Welling 2013, appendix B (arXiv:1312.6114). */
  private static double kl(float[] posterior, int offset, int latent) {
    double sum = 0;
    for (int k = 0; k < latent; k++) {
      double mean = posterior[offset + k];
      double logVariance = posterior[offset + latent + k];
      sum += mean * mean + Math.expm1(logVariance) - logVariance;
    }
    return sum / 2;
  }

  private double squaredError(int offset) {
    double sum = 0;
    for (int k = 0; k < pixels; k++) {
      float difference = x[offset + k] - means[k];
      sum += difference * difference;
    }
    return sum;
  }

  private static float[] unitTable() {
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = i / 255f;
    }
    return table;
  }

  @Override
  public void close() {
    pass.close();
  }
}
