package dev.surprisal.trainer.surprise;

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
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import dev.surprisal.trainer.distort.Mounting;
import dev.surprisal.trainer.distort.SyntheticAnomalies;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.DiscriminatorFitting;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.fit.InputTransform;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Fits what the score {@code surprise} needs beside the model of clean images. A function of images
 * and settings, though it works on two threads: each network has its own.
 */
public final class SurpriseFit {
  private static final double LEARNING_RATE = 1e-3;
  private static final double FINAL_LEARNING_RATE = 2e-5;
  private static final int BATCH = 128;

  /** A term begins to count where it leaves this share of the clean images behind. */
  private static final double THRESHOLD_QUANTILE = 0.9;

  /**
   * The discriminator counts for so many other terms: where only it sees something, as in a digit
   * upside down, its excess alone must reach what the sum of all terms reaches on clean images.
   */
  private static final double DISCRIMINATOR_WEIGHT = 2;

  /** Share of the discriminator's strange images that are whole, but wrongly mounted. */
  private static final double WRONGLY_MOUNTED = 0.2;

  private final ImageSource images;
  private final SurpriseSettings settings;
  private final BooleanSupplier stop;
  private final CompletableFuture<Vae> background;
  private final CompletableFuture<List<Layer>> discriminator;

  private SurpriseFit(ImageSource images, SurpriseSettings settings, BooleanSupplier stop) {
    this.images = images;
    this.settings = settings;
    this.stop = stop;
    this.background = CompletableFuture.supplyAsync(this::background);
    this.discriminator = background.thenApply(fitted -> discriminator());
  }

  /**
   * Begins with the background VAE and then the discriminator, on a thread of their own, while the
   * caller fits the model of clean images, which takes as long as both.
   *
   * @param stop asked after each epoch; what has been fitted by then is used
   */
  public static SurpriseFit start(
      ImageSource images, SurpriseSettings settings, BooleanSupplier stop) {
    return new SurpriseFit(images, settings, stop);
  }

  /**
   * Waits for the background VAE and the discriminator, and puts the score together.
   *
   * @param vae the model of clean images
   * @param held clean images that no network was fitted on and that no p-value will rest on
   */
  public Surprise finish(Vae vae, ImageSource held) {
    GaussianMixture density = CleanStatistics.density(vae, images, settings.seed());
    return combine(vae, background.join(), discriminator.join(), density, held);
  }

  /** How the model of clean images is shown them: with changes that must not alarm. */
  public static InputTransform mild() {
    return (image, random, row) -> MildAugmentation.of(FloatImage.of(image), random).copyTo(row, 0);
  }

  private Vae background() {
    NetworkSpec spec =
        NetworkSpec.mlp(
            images.shape(),
            settings.backgroundLatent(),
            Activation.RELU,
            settings.backgroundWidths());
    InputTransform strange = (image, random, row) -> strange(image, random).copyTo(row, 0);
    FitSettings fitSettings = fitSettings(settings.backgroundEpochs());
    try (Fitting fitting = new Fitting(spec, images, strange, fitSettings)) {
      do {
        fitting.epoch((soFar, all) -> true);
      } while (fitting.epochs() < settings.backgroundEpochs() && !stop.getAsBoolean());
      return fitting.vae();
    }
  }

  private List<Layer> discriminator() {
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
          FloatImage picture =
              strange ? toDetect(image, random) : MildAugmentation.of(FloatImage.of(image), random);
          picture.copyTo(row, 0);
          return strange;
        },
        fitSettings(settings.discriminatorEpochs()));
  }

  private FloatImage toDetect(GrayImage image, RandomGenerator random) {
    return random.nextDouble() < WRONGLY_MOUNTED
        ? MildAugmentation.of(Mounting.wrong(FloatImage.of(image), random), random)
        : strange(image, random);
  }

  private FitSettings fitSettings(int epochs) {
    return new FitSettings(epochs, BATCH, settings.seed(), LEARNING_RATE, FINAL_LEARNING_RATE);
  }

  /** The image itself comes first, so that every image is shown in each epoch. */
  private FloatImage strange(GrayImage first, RandomGenerator random) {
    GrayImage[] next = {first};
    return new SyntheticAnomalies(
            () -> {
              GrayImage image = next[0];
              next[0] = images.image(random.nextInt(images.size()));
              return FloatImage.of(image);
            },
            random)
        .next();
  }

  private static Surprise combine(
      Vae vae,
      Vae background,
      List<Layer> discriminator,
      GaussianMixture density,
      ImageSource held) {
    Map<Term, Excess> units = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      if (term != Term.DISCRIMINATOR || !discriminator.isEmpty()) {
        units.put(term, new Excess(0, 1));
      }
    }
    Surprise unweighted = new Surprise(background, discriminator, density, new Combination(units));
    List<Scores> scores =
        ScoredSet.of(new Model(vae, Optional.of(unweighted)), Set.of(Score.SURPRISE), held)
            .scores();
    Map<Term, Excess> weights = new EnumMap<>(Term.class);
    units.keySet().forEach(term -> weights.put(term, excess(term, scores)));
    return new Surprise(background, discriminator, density, new Combination(weights));
  }

  static Excess excess(Term term, List<Scores> scores) {
    double[] values =
        scores.stream().mapToDouble(s -> s.terms().orElseThrow().value(term)).sorted().toArray();
    int above = (int) (THRESHOLD_QUANTILE * values.length);
    double threshold = values[above];
    double mean =
        Arrays.stream(values, above, values.length).map(v -> v - threshold).average().orElseThrow();
    double weight = term == Term.DISCRIMINATOR ? DISCRIMINATOR_WEIGHT : 1;
    return new Excess(threshold, Math.max(mean / weight, Double.MIN_NORMAL));
  }
}
