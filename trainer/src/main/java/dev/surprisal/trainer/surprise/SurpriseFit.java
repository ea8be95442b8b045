package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.LocalResiduals;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Fits what the score {@code surprise} needs beside the model of clean images. The result is a
 * function of images and settings alone: networks are fitted on two threads, but none by both.
 */
public final class SurpriseFit {
  private static final double LEARNING_RATE = 1e-3;
  private static final double FINAL_LEARNING_RATE = 2e-5;
  private static final int BATCH = 128;

  /** An epoch of the discriminator beside one of the background VAE, which has a decoder too. */
  private static final double DISCRIMINATOR_COST = 0.5;

  /** A term counts only above this quantile of clean images. */
  private static final double THRESHOLD_QUANTILE = 0.9;

  /** How many images the tail counts for that the clean images' quantiles suggest. */
  private static final int TAIL_IMAGES = 10;

  /**
   * Weight of the discriminator relative to the other terms. Some anomalies, like a digit upside
   * down, raise only this term, so its excess alone must exceed what the sum of all terms reaches
   * on clean images.
   */
  private static final double DISCRIMINATOR_WEIGHT = 2;

  /** Share of the discriminator's strange images that are whole, but wrongly mounted. */
  private static final double WRONGLY_MOUNTED = 0.2;

  private final ImageSource images;
  private final SurpriseSettings settings;
  private final BooleanSupplier stop;
  private final CompletableFuture<Vae> background;
  private final CompletableFuture<List<Layer>> discriminator;
  private final long startNanos = System.nanoTime();
  private volatile double workDone;

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
   * @param stop asked after each epoch of either network; what has been fitted by then is used
   */
  public static SurpriseFit start(
      ImageSource images, SurpriseSettings settings, BooleanSupplier stop) {
    return new SurpriseFit(images, settings, stop);
  }

  /**
   * Waits until the background VAE and the discriminator are fitted, or the time is over.
   *
   * @return whether they are fitted
   * @throws dev.surprisal.BadInputException if one of them cannot be
   */
  public boolean await(Duration time) throws InterruptedException {
    try {
      discriminator.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the networks of the score surprise", e.getCause());
    }
  }

  /** Share of the two networks' work that is done, from 0 to 1. */
  public double share() {
    return workDone / (settings.backgroundEpochs() + discriminatorWork(discriminatorEpochs()));
  }

  /** How long the two networks still take at their pace so far, in seconds; 0 once fitted. */
  public double secondsLeft() {
    double share = share();
    return discriminator.isDone() || share == 0
        ? 0
        : (System.nanoTime() - startNanos) / 1e9 * (1 - share) / share;
  }

  private int discriminatorEpochs() {
    return settings.discriminatorWidths().isEmpty() ? 0 : settings.discriminatorEpochs();
  }

  private static double discriminatorWork(int epochs) {
    return DISCRIMINATOR_COST * epochs;
  }

  /**
   * Waits for the background VAE and the discriminator, and puts the score together.
   *
   * @param vae the model of clean images
   * @param held clean images that no network was fitted on and that no p-value will rest on
   */
  public Surprise finish(Vae vae, ImageSource held) {
    GaussianMixture density = CleanStatistics.density(vae, images, settings.seed());
    LocalResiduals local = LocalFit.of(images, settings.seed());
    return combine(vae, background.join(), discriminator.join(), density, local, held);
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
        fitting.epoch(
            (soFar, all) -> {
              workDone = fitting.epochs() + (double) soFar.images() / all;
              return true;
            });
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
        fitSettings(settings.discriminatorEpochs()),
        epochs -> {
          workDone = settings.backgroundEpochs() + discriminatorWork(epochs);
          return !stop.getAsBoolean();
        });
  }

  private FloatImage toDetect(GrayImage image, RandomGenerator random) {
    return random.nextDouble() < WRONGLY_MOUNTED
        ? MildAugmentation.of(Mounting.wrong(FloatImage.of(image), random), random)
        : strange(image, random);
  }

  private FitSettings fitSettings(int epochs) {
    int batch = Math.min(BATCH, images.size());
    return new FitSettings(epochs, batch, settings.seed(), LEARNING_RATE, FINAL_LEARNING_RATE)
        .withPasses(settings.passes());
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
      LocalResiduals local,
      ImageSource held) {
    Map<Term, Excess> units = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      if (term != Term.DISCRIMINATOR || !discriminator.isEmpty()) {
        units.put(term, new Excess(0, 1));
      }
    }
    Surprise unweighted =
        new Surprise(
            background, discriminator, density, Optional.of(local), new Combination(units));
    List<Scores> scores =
        ScoredSet.of(new Model(vae, Optional.of(unweighted)), Set.of(Score.SURPRISE), held)
            .scores();
    double localWeight = LocalWeight.of(vae, local, held);
    Map<Term, Excess> weights = new EnumMap<>(Term.class);
    units.keySet().forEach(term -> weights.put(term, excess(term, scores, localWeight)));
    return new Surprise(
        background, discriminator, density, Optional.of(local), new Combination(weights));
  }

  static Excess excess(Term term, List<Scores> scores, double localWeight) {
    double[] values =
        scores.stream().mapToDouble(s -> s.terms().orElseThrow().value(term)).sorted().toArray();
    int below = (int) (THRESHOLD_QUANTILE * values.length);
    double threshold = values[below];
    double weight =
        switch (term) {
          case ELBO, LIKELIHOOD_RATIO, DENSITY -> 1;
          case DISCRIMINATOR -> DISCRIMINATOR_WEIGHT;
          case LOCAL -> localWeight;
        };
    return new Excess(threshold, Math.max(meanExcess(values, below) / weight, Double.MIN_NORMAL));
  }

  /**
   * The mean excess over the threshold. Of a small set only a few images exceed it, so that it is
   * drawn towards what an exponential tail through the median would have.
   */
  private static double meanExcess(double[] sorted, int below) {
    double threshold = sorted[below];
    double sum = Arrays.stream(sorted, below, sorted.length).map(v -> v - threshold).sum();
    double ofTail =
        (threshold - sorted[sorted.length / 2]) / Math.log(0.5 / (1 - THRESHOLD_QUANTILE));
    return (sum + TAIL_IMAGES * ofTail) / (sorted.length - below + TAIL_IMAGES);
  }
}
