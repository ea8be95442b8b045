package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.ImportanceSampling;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Computes a model's scores for any number of images, in batches. Deterministic: an image's scores
 * do not depend on the other images of its batch, up to the rounding of float32; on AVX-512 they
 * are equal to the bit. One per thread.
 */
public final class ScorePass implements AutoCloseable {
  /** Importance samples for each image. */
  private static final int DRAWS = 16;

  /** Stands for the decoder's means where no requested score needs them. */
  private static final float[] NO_MEANS = {};

  private final Model model;
  private final int pixels;
  private final int batchSize;
  private final ImageBatch batch;
  private final Workspace workspace;
  private final VaePass pass;
  private final LikelihoodRow likelihood;
  private final boolean withErrors;
  private final Optional<SurprisePass> surprise;
  private final Optional<ImportanceSampling> iwae;
  private final float[] x;

  /**
   * @param wanted which of {@link Model#scores()} to compute besides ELBO, reconstruction error and
   *     KL, which are always computed
   */
  public ScorePass(Model model, Set<Score> wanted) {
    this.model = model;
    this.pixels = model.shape().pixels();
    this.batchSize = Workspace.bestCapacity(model.networks());
    this.batch = new ImageBatch(batchSize, pixels);
    this.workspace = Workspace.forNetworks(batchSize, model.networks());
    this.pass = new VaePass(model.vae(), workspace);
    this.likelihood = model.vae().likelihood().row(pixels);
    this.x = new float[pixels];
    this.withErrors = wanted.contains(Score.MSE) || wanted.contains(Score.SURPRISE);
    this.surprise =
        model
            .surprise()
            .filter(parts -> wanted.contains(Score.SURPRISE))
            .map(parts -> new SurprisePass(parts, model.vae(), workspace));
    this.iwae =
        wanted.contains(Score.IWAE)
            ? Optional.of(new ImportanceSampling(model.vae(), workspace, DRAWS))
            : Optional.empty();
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
    for (int start = 0; start < images.size(); start += batchSize) {
      scores.addAll(scoreBatch(images.subList(start, Math.min(images.size(), start + batchSize))));
    }
    return scores;
  }

  /**
   * Each image's reconstruction, in order: the decoder's mean at the posterior's mean, which is
   * what the model would have expected in the image's place.
   *
   * @param images of the model's shape
   */
  public List<GrayImage> reconstruct(List<GrayImage> images) {
    List<GrayImage> expected = new ArrayList<>(images.size());
    for (int start = 0; start < images.size(); start += batchSize) {
      batch.load(images.subList(start, Math.min(images.size(), start + batchSize)));
      pass.decodeMeans(
          pass.encode(batch), batch.size(), (i, logits) -> expected.add(expected(i, logits)));
    }
    return expected;
  }

  private GrayImage expected(int index, float[] logits) {
    batch.row(index, x);
    likelihood.load(x, logits);
    float[] means = likelihood.means(logits);
    byte[] gray = new byte[pixels];
    for (int k = 0; k < pixels; k++) {
      gray[k] = (byte) Math.round(255 * means[k]);
    }
    return GrayImage.of(model.shape(), gray);
  }

  /**
   * Each image's {@link Statistics} under the model of clean images, in order: {@code [count]}
   * vectors of {@link Statistics#COUNT}.
   *
   * @param images of the model's shape
   */
  public List<double[]> statistics(List<GrayImage> images) {
    Statistics statistics = new Statistics(model.shape());
    Sharpness sharpness = new Sharpness(model.shape());
    double[] sharpnessVector = new double[Sharpness.COUNT];
    List<double[]> vectors = new ArrayList<>(images.size());
    for (int start = 0; start < images.size(); start += batchSize) {
      List<GrayImage> some = images.subList(start, Math.min(images.size(), start + batchSize));
      forward(
          some,
          true,
          (i, means, scores) -> {
            double[] vector = new double[Statistics.COUNT];
            sharpness.of(x, sharpnessVector);
            statistics.of(
                x, means, scores, likelihood.leastNats(some.get(i)), sharpnessVector, vector);
            vectors.add(vector);
          });
    }
    return vectors;
  }

  /** Receives an image's scores while its pixels are in {@link #x}; the means are reused. */
  @FunctionalInterface
  private interface Observer {
    void accept(int index, float[] means, Scores scores);
  }

  /** One batch through encoder and decoder; returns the posterior. */
  private float[] forward(List<GrayImage> images, boolean withMeans, Observer observer) {
    batch.load(images);
    float[] posterior = pass.encode(batch);
    pass.decodeMeans(
        posterior,
        batch.size(),
        (i, logits) -> {
          batch.row(i, x);
          likelihood.load(x, logits);
          float[] means = withMeans ? likelihood.means(logits) : NO_MEANS;
          observer.accept(
              i,
              means,
              new Scores(
                  likelihood.nats(),
                  pass.klNats(posterior, i),
                  withMeans ? likelihood.squaredError(x) / pixels : Double.NaN,
                  Double.NaN,
                  Double.NaN,
                  Optional.empty()));
        });
    return posterior;
  }

  private List<Scores> scoreBatch(List<GrayImage> images) {
    List<Scores> scores = new ArrayList<>(images.size());
    float[] posterior =
        forward(
            images,
            withErrors,
            (i, means, one) -> {
              surprise.ifPresent(
                  s ->
                      s.observe(
                          i, images.get(i), likelihood.leastNats(images.get(i)), x, means, one));
              scores.add(one);
            });
    surprise.ifPresent(s -> s.complete(images, batch, posterior, scores));
    iwae.ifPresent(sampling -> addIwae(sampling, images, posterior, scores));
    return scores;
  }

  /** Seeds the noise with the image's bytes, so that equal images have equal bounds. */
  private void addIwae(
      ImportanceSampling sampling, List<GrayImage> images, float[] posterior, List<Scores> scores) {
    for (int i = 0; i < images.size(); i++) {
      batch.row(i, x);
      RandomGenerator noise = new SplittableRandom(images.get(i).hashCode());
      scores.set(i, scores.get(i).withIwae(-sampling.logLikelihood(x, posterior, i, noise)));
    }
  }

  @Override
  public void close() {
    batch.close();
    workspace.close();
  }
}
