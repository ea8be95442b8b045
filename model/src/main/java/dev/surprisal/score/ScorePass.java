package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.vae.BernoulliRow;
import dev.surprisal.vae.ImageBatch;
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
  private static final int BATCH = 256;

  private final Model model;
  private final int pixels;
  private final ImageBatch batch;
  private final VaePass pass;
  private final BernoulliRow bernoulli;
  private final float[] x;

  public ScorePass(Model model) {
    this.model = model;
    this.pixels = model.shape().pixels();
    this.batch = new ImageBatch(BATCH, pixels);
    this.pass = new VaePass(model.vae(), BATCH);
    this.bernoulli = new BernoulliRow(pixels);
    this.x = new float[pixels];
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
      batch.load(images.subList(start, Math.min(images.size(), start + BATCH)));
      scoreBatch(scores);
    }
    return scores;
  }

  /** The decoder's mean at the posterior's mean: what the model would have expected instead. */
  public GrayImage reconstruct(GrayImage image) {
    batch.load(List.of(image));
    byte[] gray = new byte[pixels];
    decode(
        (i, logits) -> {
          bernoulli.load(x, logits);
          float[] means = bernoulli.means(logits);
          for (int k = 0; k < pixels; k++) {
            gray[k] = (byte) Math.round(255 * means[k]);
          }
        });
    return GrayImage.of(model.shape(), gray);
  }

  private void scoreBatch(List<Scores> scores) {
    int latent = model.vae().latent();
    float[] posterior = pass.encode(batch);
    pass.decode(
        posterior,
        2 * latent,
        batch.size(),
        (i, logits) -> {
          batch.row(i, x);
          bernoulli.load(x, logits);
          bernoulli.means(logits);
          scores.add(
              new Scores(
                  bernoulli.crossEntropy(),
                  kl(posterior, i * 2 * latent, latent),
                  bernoulli.squaredError(x) / pixels));
        });
  }

  private void decode(VaePass.RowConsumer outputs) {
    pass.decode(pass.encode(batch), 2 * model.vae().latent(), batch.size(), outputs);
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

  @Override
  public void close() {
    batch.close();
    pass.close();
  }
}
