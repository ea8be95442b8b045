package dev.surprisal.trainer;

import dev.surprisal.score.Score;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.LearningRate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: clean images in, a model bundle out. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Fits a model to clean images, calibrates and evaluates it, and writes its bundle.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR-or-FILE",
      description = "Clean images: a folder with MNIST's file names, or one image file.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Clean images to test on; default: the folder's t10k-images, if it has them.")
  private Optional<Path> test;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the bundle goes.")
  private Path out;

  @Option(
      names = "--preset",
      defaultValue = "mlp-400",
      paramLabel = "NAME",
      converter = PresetConverter.class,
      description = "Architecture: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.",
      completionCandidates = PresetConverter.class)
  private Preset preset;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images; default: 20 for best, else 10.")
  private Optional<Integer> epochs;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of every random choice; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--batch",
      defaultValue = "128",
      description = "Images a step; default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--latent",
      defaultValue = "20",
      description = "Width of the latent space; default: ${DEFAULT-VALUE}.")
  private int latent;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      description = "Adam's step size; default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      converter = ScoreConverter.class,
      completionCandidates = ScoreConverter.class,
      description =
          "The score that decides unless a user picks another: ${COMPLETION-CANDIDATES}; default: surprise for best, else elbo.")
  private Optional<Score> score;

  @Option(
      names = "--strict",
      description =
          "Write no bundle when the model misses a kind of image that any model must find.")
  private boolean strict;

  @Override
  public Integer call() {
    expect(latent >= 1, "--latent", "at least 1", latent);
    FitSettings settings = settings();
    PrintWriter err = spec.commandLine().getErr();
    Progress progress =
        new Progress(err, Boolean.getBoolean("surprisal.terminal"), settings.epochs());
    try (Interrupt interrupt = new Interrupt()) {
      new Training(data, test, out, preset, latent, settings, score, strict)
          .run(progress, interrupt, spec.commandLine().getOut());
    }
    return 0;
  }

  private FitSettings settings() {
    try {
      return preset.settings(
          FitSettings.defaults()
              .withEpochs(epochs.orElse(preset.epochs()))
              .withBatch(batch)
              .withSeed(seed)
              .withLearningRate(LearningRate.constant(learningRate)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void expect(boolean holds, String option, String expected, Object got) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected %s, got %s".formatted(option, expected, got));
    }
  }
}
