package dev.surprisal.trainer.command;

import dev.surprisal.BadInputException;
import dev.surprisal.cli.ImageOptions;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.trainer.data.SplitRule;
import dev.surprisal.trainer.data.TrainData;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.recipe.Recipe;
import dev.surprisal.trainer.run.Frames;
import dev.surprisal.trainer.run.Interrupt;
import dev.surprisal.trainer.run.Progress;
import dev.surprisal.trainer.run.Training;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code train}: clean images in, a model bundle out. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Fits a model to clean images, calibrates and evaluates it, and writes its bundle.",
    footer = "Options without a default take the preset's, which `presets` in the guide lists.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR-or-FILE",
      description =
          "Clean images, at least 100: a folder with MNIST's file names or of image files, or one IDX, .npy or .npz file.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "DIR-or-FILE",
      description = "Clean images to test on; default: the folder's t10k-images, if it has them.")
  private Optional<Path> test;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the bundle and the report go.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on where a run with the same data and options was stopped.")
  private boolean resume;

  @Option(
      names = "--strict",
      description =
          "Write no bundle when the model misses a kind of image that any model must find.")
  private boolean strict;

  @Option(
      names = "--leave-out",
      paramLabel = "LABEL",
      description = "Train without one label's images, to evaluate what the model makes of them.")
  private Optional<Integer> leaveOut;

  @Option(
      names = "--invariant",
      paramLabel = "CHANGES",
      converter = Changes.class,
      description =
          "Changes that are normal, separated by commas: mirror, flip, rotate90, rotate180, and shift:N, by up to N pixels of 28; the images are taken in all these ways. Default: none.")
  private Optional<Invariance> invariant;

  @Option(
      names = "--frames",
      paramLabel = "KIND",
      description =
          "Draw one picture an epoch, samples or manifold, for the animation of `picture`.")
  private Optional<Frames.Subject> frames;

  @Mixin private ImageOptions reading;

  @Mixin private SplitOptions split;

  @Mixin private RecipeOptions recipe;

  @Override
  public Integer call() {
    Recipe wanted = recipe.recipe();
    SplitRule rule = split.rule(wanted.settings().seed());
    Progress progress =
        new Progress(spec.commandLine().getErr(), Boolean.getBoolean("surprisal.terminal"));
    try (Interrupt interrupt = new Interrupt()) {
      try {
        train(wanted, rule, progress, interrupt);
        return ExitCode.OK;
      } catch (BadInputException e) {
        progress.clear();
        if (!interrupt.wished()) {
          throw e;
        }
        // Said here: once the interrupt is closed, the JVM ends without waiting for others.
        progress.line(e.getMessage());
        return ExitCode.SOFTWARE;
      }
    }
  }

  private void train(Recipe wanted, SplitRule rule, Progress progress, Interrupt interrupt) {
    int whiteLevel = reading.whiteLevel().orElse(ImageDecoder.FULL_WHITE);
    TrainData all =
        TrainData.open(
            data, test, new ReadOptions(reading.skipBroken(), whiteLevel, progress::line));
    TrainData used = leaveOut.map(label -> all.without(label, data)).orElse(all);
    Invariance invariance = invariant.orElse(Invariance.NONE);
    try {
      invariance.expectFits(used.train().shape());
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--invariant: " + e.getMessage(), e);
    }
    new Training(used, rule, invariance, whiteLevel, out, wanted, frames, strict)
        .run(resume, progress, interrupt, spec.commandLine().getOut());
  }

  private static final class Changes implements ITypeConverter<Invariance> {
    @Override
    public Invariance convert(String text) {
      try {
        return Invariance.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
