package dev.surprisal.trainer.detection;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.DiscriminatorFitting;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.fit.InputTransform;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Vae;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Fits what the score {@code surprise} needs beside the model of clean images. */
public final class SurpriseFit {
  private static final double LEARNING_RATE = 1e-3;
  private static final double FINAL_LEARNING_RATE = 2e-5;
  private static final int BATCH = 128;

  /** A term begins to count where it leaves this share of the clean images behind. */
  private static final double THRESHOLD_QUANTILE = 0.9;

  /**
   * What can be fitted while the model of clean images is.
   *
   * @param background a VAE of strange images
   * @param discriminator of strange from clean images; no layers where none was asked for
   */
  public record Networks(Vae background, List<Dense> discriminator) {
    public Networks {
      discriminator = List.copyOf(discriminator);
    }
  }

  private SurpriseFit() {}

  /** How the model of clean images is shown them: with changes that must not alarm. */
  public static InputTransform mild() {
    return (image, random, row) -> Mild.of(Picture.of(image), random).copyTo(row, 0);
  }

  /** Fits the networks to strange images, which are made from clean ones as they are needed. */
  public static Networks networks(ImageSource images, SurpriseSettings settings) {
    NetworkSpec spec =
        NetworkSpec.mlp(
            images.shape(),
            settings.backgroundLatent(),
            Activation.RELU,
            settings.backgroundWidths());
    Vae background =
        Fitting.fit(
            spec,
            images,
            (image, random, row) -> strange(images, image, random).copyTo(row, 0),
            fitSettings(settings, settings.backgroundEpochs()));
    return new Networks(background, discriminator(images, settings));
  }

  private static List<Dense> discriminator(ImageSource images, SurpriseSettings settings) {
    if (settings.discriminatorWidths().isEmpty()) {
      return List.of();
    }
    List<LayerSpec> hidden =
        settings.discriminatorWidths().stream()
            .<LayerSpec>map(width -> new LayerSpec.Dense(width, Activation.RELU))
            .toList();
    return DiscriminatorFitting.fit(
        images,
        hidden,
        (image, random, row) -> {
          boolean strange = random.nextBoolean();
          Picture picture =
              strange ? strange(images, image, random) : Mild.of(Picture.of(image), random);
          picture.copyTo(row, 0);
          return strange;
        },
        fitSettings(settings, settings.discriminatorEpochs()));
  }

  private static FitSettings fitSettings(SurpriseSettings settings, int epochs) {
    return new FitSettings(epochs, BATCH, settings.seed(), LEARNING_RATE, FINAL_LEARNING_RATE);
  }

  /** The image itself comes first, so that every image is shown in each epoch. */
  private static Picture strange(ImageSource images, GrayImage first, RandomGenerator random) {
    GrayImage[] next = {first};
    return new Strange(
            () -> {
              GrayImage image = next[0];
              next[0] = images.image(random.nextInt(images.size()));
              return Picture.of(image);
            },
            random)
        .next();
  }

  /**
   * Puts the score together: the density of the fitted images' statistics, then the weights of the
   * terms.
   *
   * @param fit images that the model was fitted on
   * @param held clean images that no network was fitted on and that no p-value will rest on
   */
  public static Surprise combine(
      Vae vae, Networks networks, ImageSource fit, ImageSource held, long seed) {
    GaussianMixture density = CleanStatistics.density(vae, fit, seed);
    Map<Term, Excess> units = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      if (term != Term.DISCRIMINATOR || !networks.discriminator().isEmpty()) {
        units.put(term, new Excess(0, 1));
      }
    }
    Surprise unweighted = surprise(networks, density, units);
    List<Scores> scores =
        ScoredSet.of(new Model(vae, Optional.of(unweighted)), Set.of(Score.SURPRISE), held)
            .scores();
    Map<Term, Excess> weights = new EnumMap<>(Term.class);
    units.keySet().forEach(term -> weights.put(term, excess(term, scores)));
    return surprise(networks, density, weights);
  }

  private static Surprise surprise(
      Networks networks, GaussianMixture density, Map<Term, Excess> excesses) {
    return new Surprise(
        networks.background(), networks.discriminator(), density, new Combination(excesses));
  }

  private static Excess excess(Term term, List<Scores> scores) {
    double[] values =
        scores.stream().mapToDouble(s -> s.terms().orElseThrow().value(term)).sorted().toArray();
    int above = (int) (THRESHOLD_QUANTILE * values.length);
    double threshold = values[above];
    double mean =
        Arrays.stream(values, above, values.length).map(v -> v - threshold).average().orElseThrow();
    return new Excess(threshold, Math.max(mean, Double.MIN_NORMAL));
  }
}
