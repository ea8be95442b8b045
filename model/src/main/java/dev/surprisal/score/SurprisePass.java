package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.LikelihoodRow;
import dev.surprisal.vae.NetworkPass;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.List;
import java.util.Optional;

/** Computes the terms of {@link Score#SURPRISE} for a batch. One per thread. */
final class SurprisePass {
  /** Minimum of the likelihood ratio's denominator, in nats. */
  private static final double FLOOR_NATS = 20;

  private final Surprise parts;
  private final VaePass background;
  private final Optional<NetworkPass> discriminator;
  private final Optional<LocalPass> local;
  private final Optional<NearestPass> nearest;
  private final LikelihoodRow likelihood;

  /** Of the two models: what is the least under one is so under the other. */
  private final boolean sameLikelihood;

  private final Statistics statistics;
  private final double[] vector;
  private final Sharpness sharpness;
  private final double[] sharpnessVector;
  private final double[] leastUnderBackground;
  private final double[] densities;
  private final double[] backgroundElbos;
  private final double[] strangeLogits;
  private final double[] localRatios;
  private final double[] nearestDistances;
  private final double[] sharpnesses;
  private final float[] x;

  SurprisePass(Surprise parts, Vae clean, Workspace workspace) {
    ImageShape shape = clean.shape();
    this.parts = parts;
    this.background = new VaePass(parts.background(), workspace);
    this.discriminator =
        parts.discriminator().isEmpty()
            ? Optional.empty()
            : Optional.of(new NetworkPass(parts.discriminator(), workspace));
    this.local = parts.local().map(residuals -> new LocalPass(residuals, workspace));
    this.nearest = parts.nearest().map(latents -> new NearestPass(latents, workspace));
    this.likelihood = parts.background().likelihood().row(shape.pixels());
    this.sameLikelihood = parts.background().likelihood().equals(clean.likelihood());
    this.statistics = new Statistics(shape);
    this.vector = new double[Statistics.COUNT];
    this.sharpness = new Sharpness(shape);
    this.sharpnessVector = new double[Sharpness.COUNT];
    this.leastUnderBackground = new double[workspace.capacity()];
    this.densities = new double[workspace.capacity()];
    this.backgroundElbos = new double[workspace.capacity()];
    this.strangeLogits = new double[workspace.capacity()];
    this.localRatios = new double[workspace.capacity()];
    this.nearestDistances = new double[workspace.capacity()];
    this.sharpnesses = new double[workspace.capacity()];
    this.x = new float[shape.pixels()];
  }

  /**
   * First step, called for each image during the forward pass of the model of clean images: the
   * densities of its statistics.
   *
   * @param leastNats that the image can have under that model's likelihood
   */
  void observe(
      int index, GrayImage image, double leastNats, float[] pixels, float[] means, Scores scores) {
    leastUnderBackground[index] = sameLikelihood ? leastNats : likelihood.leastNats(image);
    sharpness.of(pixels, sharpnessVector);
    statistics.of(pixels, means, scores, leastNats, sharpnessVector, vector);
    densities[index] = parts.density().negativeLogDensity(vector);
    if (parts.sharpness().isPresent()) {
      sharpnesses[index] = parts.sharpness().get().negativeLogDensity(sharpnessVector);
    }
  }

  /**
   * Second step, for the whole batch: all other networks, and the combined score.
   *
   * @param posterior of the model of clean images
   */
  void complete(List<GrayImage> images, ImageBatch batch, float[] posterior, List<Scores> scores) {
    nearest.ifPresent(latents -> latents.run(posterior, batch.size(), nearestDistances));
    float[] underBackground = background.encode(batch);
    background.decodeMeans(
        underBackground,
        batch.size(),
        (i, logits) -> {
          batch.row(i, x);
          likelihood.load(x, logits);
          backgroundElbos[i] = likelihood.nats() + background.klNats(underBackground, i);
        });
    discriminator.ifPresent(
        network -> network.run(batch, (i, outputs) -> strangeLogits[i] = outputs[0]));
    local.ifPresent(residuals -> residuals.run(batch, localRatios));
    for (int i = 0; i < images.size(); i++) {
      Terms terms = terms(i, scores.get(i));
      scores.set(i, scores.get(i).withSurprise(parts.combination().of(terms), terms));
    }
  }

  private Terms terms(int index, Scores scores) {
    double margin = backgroundElbos[index] - leastUnderBackground[index] + FLOOR_NATS;
    return new Terms(
        scores.elboNats(),
        (scores.elboNats() - backgroundElbos[index]) / Math.max(margin, FLOOR_NATS),
        densities[index],
        strangeLogits[index],
        localRatios[index],
        nearestDistances[index],
        sharpnesses[index]);
  }
}
