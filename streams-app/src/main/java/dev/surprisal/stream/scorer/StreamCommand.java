package dev.surprisal.stream.scorer;

import dev.surprisal.cli.LogOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code surprisal stream}: scores until it is told to stop. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Scores the images of a Kafka topic; sends the strange ones to another.")
public final class StreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StreamOptions options;
  @Mixin private LogOptions log = new LogOptions();

  private StreamCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    log.apply();
    PrintWriter out = spec.commandLine().getOut();
    try (StreamScorer scorer = StreamScorer.open(options.settings())) {
      // SIGTERM and Ctrl-C: leave the group, so that the others take over at once.
      Thread stop = new Thread(scorer::close, "surprisal-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      scorer.page().ifPresent(page -> out.println("live page at " + page.address()));
      scorer.start();
      out.println("scoring; metrics and health at " + scorer.address());
      scorer.awaitEnd();
    }
    return 0;
  }
}
