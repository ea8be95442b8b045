package dev.surprisal.trainer.run;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.evaluate.LogLikelihood;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.network.NetworkState;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.recipe.Recipe;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the epochs of a training: measures each, keeps the best, and writes a checkpoint. */
final class FitRun {
  /** Enough to rank epochs; each image costs a pass of the decoder per importance sample. */
  private static final int WEIGHED_IMAGES = 1000;

  private final Recipe recipe;
  private final Fitting fitting;
  private final ImageSource heldOut;
  private final Path folder;
  private final Map<String, String> identity;
  private final Optional<Frames.Subject> frames;
  private final List<EpochRecord> history = new ArrayList<>();
  private Optional<NetworkState> best = Optional.empty();

  /**
   * @param heldOut images to choose the best epoch by
   * @param folder for checkpoints and frames
   * @param identity data and settings, which a resumed run must repeat
   * @param frames what to draw after each epoch
   */
  FitRun(
      Recipe recipe,
      Fitting fitting,
      ImageSource heldOut,
      Path folder,
      Map<String, String> identity,
      Optional<Frames.Subject> frames) {
    this.recipe = recipe;
    this.fitting = fitting;
    this.heldOut = recipe.binarize().of(heldOut, recipe.settings().seed());
    this.folder = folder;
    this.identity = identity;
    this.frames = frames;
  }

  /**
   * Continues the run that wrote the folder's checkpoint.
   *
   * @throws BadInputException if there is none, or it is of another run
   */
  void resume() {
    Checkpoint checkpoint = Checkpoint.read(folder, identity);
    history.addAll(checkpoint.history());
    best = Optional.of(checkpoint.best());
    fitting.restore(history.size(), checkpoint.current());
  }

  /** One entry an epoch. */
  List<EpochRecord> history() {
    return List.copyOf(history);
  }

  /**
   * Runs until all epochs are done, patience is exhausted, or the run is interrupted.
   *
   * @return the network at its best epoch
   * @throws BadInputException if it was stopped before the end of the first epoch
   */
  Vae run(Progress progress, Interrupt interrupt) {
    while (fitting.epochs() < recipe.settings().epochs()
        && !outOfPatience()
        && !interrupt.wished()) {
      Optional<EpochReport> epoch =
          fitting.epoch(
              bounds(),
              (soFar, all) -> {
                progress.step(soFar, all, recipe.settings().epochs());
                return !interrupt.wished();
              });
      epoch.ifPresent(report -> finish(report, progress));
    }
    if (best.isEmpty()) {
      throw new BadInputException("stopped in the first epoch: nothing kept, no bundle written");
    }
    if (interrupt.wished()) {
      progress.line(
          "stopped after epoch %d of %d: keeping the best so far, epoch %d"
              .formatted(history.size(), recipe.settings().epochs(), bestEpoch()));
    }
    fitting.restore(fitting.epochs(), best.orElseThrow());
    return fitting.vae();
  }

  private void finish(EpochReport report, Progress progress) {
    Vae vae = fitting.vae();
    SampledElbo measured = SampledElbo.of(vae, heldOut, recipe.settings().seed());
    double bound = bound(vae, measured);
    boolean better = bounds().stream().allMatch(earlier -> bound < earlier);
    history.add(new EpochRecord(report, measured, bound));
    NetworkState state = fitting.state();
    if (better || best.isEmpty()) {
      best = Optional.of(state);
    }
    new Checkpoint(identity, history, state, best.orElseThrow()).write(folder);
    frames.ifPresent(
        kind -> Frames.add(folder, kind, report.epoch(), vae, recipe.settings().seed()));
    progress.epoch(report, recipe.settings().epochs(), bound, better);
  }

  /** The first of those with the lowest bound, as the best network is chosen; 1 for the first. */
  private int bestEpoch() {
    List<Double> bounds = bounds();
    return bounds.indexOf(Collections.min(bounds)) + 1;
  }

  /** The objective after each epoch, on held-out images; lower is better. */
  private List<Double> bounds() {
    return history.stream().map(EpochRecord::boundNats).toList();
  }

  private double bound(Vae vae, SampledElbo measured) {
    Objective objective = recipe.settings().rule().objective();
    return switch (objective.loss()) {
      case ELBO -> measured.elboNats();
      case IWAE ->
          objective.samples() == 1
              ? measured.elboNats()
              : -LogLikelihood.mean(
                  vae,
                  heldOut.slice(0, Math.min(WEIGHED_IMAGES, heldOut.size())),
                  objective.samples(),
                  recipe.settings().seed());
      case RECONSTRUCTION -> measured.reconstructionNats();
    };
  }

  private boolean outOfPatience() {
    List<Double> bounds = bounds();
    int since = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (double nats : bounds) {
      since = nats < lowest ? 0 : since + 1;
      lowest = Math.min(lowest, nats);
    }
    return recipe.patience() > 0 && since >= recipe.patience();
  }
}
