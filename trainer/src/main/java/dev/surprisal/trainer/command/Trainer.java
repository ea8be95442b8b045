package dev.surprisal.trainer.command;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.vae.Blas;
import picocli.CommandLine.Command;

/** The offline commands of {@code ./surprisal}. */
@Command(
    name = "surprisal",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class,
      ScoreCommand.class,
      PictureCommand.class,
      SignCommand.class
    },
    description = "Says how surprising each image is: the offline trainer.")
public final class Trainer {
  Trainer() {}

  public static void main(String[] args) {
    CommandLines.main(new Trainer(), NativeCache::choose, Blas::kernel, args);
  }
}
