package dev.surprisal.trainer.fit;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.network.BatchLoss;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.trainer.network.NetworkState;
import dev.surprisal.trainer.network.VaeNetwork;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A run of the optimiser. With one BLAS thread it is a function of the images, the settings and the
 * transform.
 */
public final class Fitting implements AutoCloseable {
  private final ImageSource images;
  private final InputTransform transform;
  private final FitSettings settings;
  private final StepPlan plan;
  private final VaeNetwork network;
  private final float[] row;
  private int epochs;

  /**
   * @param images to fit to, at least one batch of them
   * @throws BadInputException if there are fewer images than a batch
   */
  public Fitting(
      NetworkSpec spec, ImageSource images, InputTransform transform, FitSettings settings) {
    if (images.size() < settings.batch()) {
      throw new BadInputException(
          "batch size: expected at most the %d images to fit on, got %d; give more images or a smaller batch"
              .formatted(images.size(), settings.batch()));
    }
    this.images = images;
    this.transform = transform;
    this.settings = settings;
    this.network = new VaeNetwork(spec, settings.rule(), settings.seed());
    network.startAtMean(mean(images));
    this.plan = new StepPlan(settings, images.size());
    this.row = new float[spec.shape().pixels()];
  }

  private static float[] mean(ImageSource images) {
    double[] sums = new double[images.shape().pixels()];
    float[] row = new float[sums.length];
    for (int i = 0; i < images.size(); i++) {
      images.image(i).toUnit(row, 0);
      for (int k = 0; k < row.length; k++) {
        sums[k] += row[k];
      }
    }
    for (int k = 0; k < row.length; k++) {
      row[k] = (float) (sums[k] / images.size());
    }
    return row;
  }

  /** Runs all epochs and returns the fitted weights. */
  public static Vae fit(
      NetworkSpec spec, ImageSource images, InputTransform transform, FitSettings settings) {
    try (Fitting fitting = new Fitting(spec, images, transform, settings)) {
      while (fitting.epochs() < settings.epochs()) {
        fitting.epoch((soFar, all) -> true);
      }
      return fitting.vae();
    }
  }

  /** Epochs that have been finished. */
  public int epochs() {
    return epochs;
  }

  /** The current weights. */
  public Vae vae() {
    return network.toVae();
  }

  /** All that {@link #restore} needs, at the end of an epoch. */
  public NetworkState state() {
    return network.state();
  }

  /**
   * Continues a run of the same settings from a saved state.
   *
   * @param finished epochs before {@code state} was taken
   * @throws IllegalArgumentException if the state is that of another network
   */
  public void restore(int finished, NetworkState state) {
    network.restore(state);
    epochs = finished;
  }

  /** Runs one epoch; for learning rates that do not look at held-out images. */
  public Optional<EpochReport> epoch(StepListener listener) {
    return epoch(List.of(), listener);
  }

  /**
   * Runs one epoch: shows every image once in each pass, in a random order.
   *
   * @param heldOutNats the held-out bound after each epoch so far, for a learning rate that looks
   *     at it
   * @return nothing if the listener ended it before the last image
   * @throws BadInputException if the loss is no longer a number
   */
  public Optional<EpochReport> epoch(List<Double> heldOutNats, StepListener listener) {
    int[] order = plan.order(epochs);
    long start = System.nanoTime();
    double reconstruction = 0;
    double kl = 0;
    EpochReport report = null;
    for (int at = 0; at < order.length; at += settings.batch()) {
      int n = Math.min(settings.batch(), order.length - at);
      BatchLoss loss = step(order, at, n, heldOutNats);
      reconstruction += n * loss.reconstructionNats();
      kl += n * loss.klNats();
      int shown = at + n;
      double seconds = (System.nanoTime() - start) / 1e9;
      report = new EpochReport(epochs + 1, reconstruction / shown, kl / shown, seconds, shown);
      expectNumber(report);
      if (!listener.step(report, order.length) && shown < order.length) {
        return Optional.empty();
      }
    }
    epochs++;
    return Optional.ofNullable(report);
  }

  private BatchLoss step(int[] order, int at, int n, List<Double> heldOutNats) {
    int pixels = images.shape().pixels();
    int step = network.iteration();
    SplittableRandom random = plan.inputs(step);
    float[] batch = new float[n * pixels];
    for (int i = 0; i < n; i++) {
      transform.apply(images.image(order[at + i]), random, row);
      System.arraycopy(row, 0, batch, i * pixels, pixels);
    }
    return network.fit(batch, n, plan.learningRate(step, heldOutNats), plan.klWeight(step));
  }

  private static void expectNumber(EpochReport report) {
    if (!Double.isFinite(report.elboNats())) {
      throw new BadInputException(
          "the loss of epoch %d is no longer a number; try a smaller learning rate"
              .formatted(report.epoch()));
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
