package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.score.Combination;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.score.Surprise;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.distort.MildAugmentation;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Fits what the score {@code surprise} needs beside the model of clean images. The result is a
 * function of images and settings alone: networks are fitted on two threads, but none by both.
 */
public final class SurpriseFit {
  private static final double LEARNING_RATE = 1e-3;
  private static final double FINAL_LEARNING_RATE = 2e-5;
  private static final int BATCH = 128;

  private final ImageSource images;
  private final ImageSource held;
  private final StrangeImages strange;
  private final SurpriseSettings settings;
  private final UnaryOperator<NetworkSpec> likelihood;
  private final BooleanSupplier stop;
  private final CompletableFuture<Vae> background;
  private final CompletableFuture<List<Layer>> discriminator;
  private final long startNanos = System.nanoTime();
  private volatile double epochsDone;

  private SurpriseFit(
      ImageSource images,
      ImageSource held,
      Invariance invariance,
      SurpriseSettings settings,
      UnaryOperator<NetworkSpec> likelihood,
      BooleanSupplier stop) {
    this.images = images;
    this.held = held;
    this.strange = new StrangeImages(images, invariance);
    this.settings = settings;
    this.likelihood = likelihood;
    this.stop = stop;
    this.background = CompletableFuture.supplyAsync(this::background);
    this.discriminator = background.thenApply(fitted -> discriminator());
  }

  /**
   * Begins with the background VAE, then the discriminator, on a thread of their own, while the
   * caller fits the model of clean images, which takes about as long.
   *
   * @param images to fit to
   * @param held clean images that no network is fitted on and that no p-value will rest on
   * @param invariance which changes leave an image clean; the images show them
   * @param likelihood gives a network that of the model of clean images
   * @param stop asked after each epoch of each network; what has been fitted by then is used
   */
  public static SurpriseFit start(
      ImageSource images,
      ImageSource held,
      Invariance invariance,
      SurpriseSettings settings,
      UnaryOperator<NetworkSpec> likelihood,
      BooleanSupplier stop) {
    return new SurpriseFit(images, held, invariance, settings, likelihood, stop);
  }

  /**
   * Waits until these networks are fitted, or the time is over.
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

  /** Share of these networks' epochs, which take about as long as each other, from 0 to 1. */
  public double share() {
    return epochsDone / (settings.backgroundEpochs() + settings.discriminatorEpochs());
  }

  /** How long they still take at their pace so far, in seconds; 0 once fitted. */
  public double secondsLeft() {
    double share = share();
    return discriminator.isDone() || share == 0
        ? 0
        : (System.nanoTime() - startNanos) / 1e9 * (1 - share) / share;
  }

  /**
   * Waits for these networks, and puts the score together.
   *
   * @param vae the model of clean images
   */
  public Surprise finish(Vae vae) {
    GaussianMixture density = CleanStatistics.density(vae, images, settings.seed());
    GaussianMixture sharpness = SharpnessFit.of(images, settings.seed());
    LocalResiduals local = LocalFit.of(images, settings.seed());
    CleanLatents latents = LatentsFit.of(vae, images, settings.seed());
    Function<Combination, Surprise> parts =
        combination ->
            new Surprise(
                background.join(),
                discriminator.join(),
                density,
                Optional.of(local),
                Optional.of(latents),
                Optional.of(sharpness),
                combination);
    return parts.apply(TermWeights.of(vae, parts.apply(TermWeights.UNITS), held));
  }

  /** How the model of clean images is shown them: with changes that must not alarm. */
  public static InputTransform mild() {
    return (image, random, row) -> MildAugmentation.of(FloatImage.of(image), random).copyTo(row, 0);
  }

  private Vae background() {
    NetworkSpec spec =
        likelihood.apply(
            NetworkSpec.mlp(
                images.shape(),
                settings.backgroundLatent(),
                Activation.RELU,
                settings.backgroundWidths()));
    FitSettings fitSettings = fitSettings(settings.backgroundEpochs());
    try (Fitting fitting = new Fitting(spec, images, strange.strange(), fitSettings)) {
      do {
        fitting.epoch(
            (soFar, all) -> {
              epochsDone = fitting.epochs() + (double) soFar.images() / all;
              return true;
            });
      } while (fitting.epochs() < settings.backgroundEpochs() && !stop.getAsBoolean());
      return fitting.vae();
    }
  }

  private List<Layer> discriminator() {
    List<LayerSpec> hidden =
        settings.discriminatorWidths().stream()
            .<LayerSpec>map(width -> new LayerSpec.Dense(width, Activation.RELU))
            .toList();
    return DiscriminatorFitting.fit(
        images,
        held,
        hidden,
        strange.strangeOrClean(),
        fitSettings(settings.discriminatorEpochs()),
        done -> {
          epochsDone = settings.backgroundEpochs() + done;
          return !stop.getAsBoolean();
        });
  }

  private FitSettings fitSettings(int epochs) {
    int batch = Math.min(BATCH, images.size());
    return new FitSettings(epochs, batch, settings.seed(), LEARNING_RATE, FINAL_LEARNING_RATE)
        .withPasses(settings.passes());
  }
}
