package dev.surprisal.stream;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.stream.broker.BrokerCommand;
import dev.surprisal.stream.demo.DemoCommand;
import dev.surprisal.stream.feed.FeedCommand;
import dev.surprisal.stream.feedback.CollectCommand;
import dev.surprisal.stream.feedback.ExportCommand;
import dev.surprisal.stream.feedback.LabelCommand;
import dev.surprisal.stream.models.ModelsCommand;
import dev.surprisal.stream.scorer.StreamCommand;
import dev.surprisal.stream.watch.WatchCommand;
import dev.surprisal.vae.Blas;
import picocli.CommandLine.Command;

/** The online commands of {@code ./surprisal}. */
@Command(
    name = "surprisal",
    mixinStandardHelpOptions = true,
    subcommands = {
      BrokerCommand.class,
      FeedCommand.class,
      StreamCommand.class,
      WatchCommand.class,
      LabelCommand.class,
      ExportCommand.class,
      CollectCommand.class,
      ModelsCommand.class,
      DemoCommand.class
    },
    description = "Says how surprising each image is: the streaming scorer.")
public final class Surprisal {
  private Surprisal() {}

  public static void main(String[] args) {
    CommandLines.main(new Surprisal(), NativeCache::choose, Blas::kernel, args);
  }
}
