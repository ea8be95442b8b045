package dev.surprisal.trainer.command;

import dev.surprisal.trainer.data.TrainData;
import dev.surprisal.trainer.recipe.Recipe;
import dev.surprisal.trainer.run.Frames;
import dev.surprisal.trainer.run.Interrupt;
import dev.surprisal.trainer.run.Progress;
import dev.surprisal.trainer.run.Training;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
          "Clean images: a folder with MNIST's file names or of PNG and JPEG files, or one IDX, .npy or .npz file.")
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
      names = "--frames",
      paramLabel = "KIND",
      description =
          "Draw one picture an epoch, samples or manifold, for the animation of `picture`.")
  private Optional<Frames.Subject> frames;

  @Mixin private RecipeOptions recipe;

  @Override
  public Integer call() {
    Recipe wanted = recipe.recipe();
    PrintWriter err = spec.commandLine().getErr();
    Progress progress =
        new Progress(err, Boolean.getBoolean("surprisal.terminal"), wanted.settings().epochs());
    try (Interrupt interrupt = new Interrupt()) {
      TrainData all = TrainData.open(data, test);
      TrainData used = leaveOut.map(label -> all.without(label, data)).orElse(all);
      new Training(used, out, wanted, frames, strict)
          .run(resume, progress, interrupt, spec.commandLine().getOut());
    }
    return 0;
  }
}
