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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The epochs of one run: each is measured, the best is kept, and each leaves a checkpoint. */
final class FitRun {
  /** Enough to rank epochs by; each costs a decoder's pass for every importance sample. */
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
   * @param folder where checkpoints go
   * @param identity what is trained on what
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
   * Takes up the run that left the folder's checkpoint.
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
   * Fits until the epochs are over, nothing gets better any more, or somebody wishes it to end.
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
                progress.step(soFar, all);
                return !interrupt.wished();
              });
      epoch.ifPresent(report -> finish(report, progress));
    }
    fitting.restore(
        fitting.epochs(),
        best.orElseThrow(
            () ->
                new BadInputException(
                    "stopped before the end of the first epoch; no bundle written")));
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
    progress.epoch(report, bound, better);
  }

  /** What is better when lower, after each epoch. */
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
