package dev.surprisal.stream.models;

import dev.surprisal.cli.Problems;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal models prune}: models go that nothing can need any more. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description =
        "Says which models nothing needs any more: neither a decision in force, nor a rollback, a candidate, or an image that is still on its topic. --yes deletes them.")
final class PruneCommand implements Callable<Integer> {
  private static final int MOST_DAYS = 36_500;

  @Spec private CommandSpec spec;
  @Mixin private ModelTopicOptions options;

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      defaultValue = "30",
      description = "Models that were published since stay (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(names = "--yes", description = "Deletes them from the topic.")
  private boolean yes;

  private PruneCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    new Problems()
        .expect(days >= 0 && days <= MOST_DAYS, "--older-than", "0 to " + MOST_DAYS, days)
        .throwIfAny();
    Instant youngest = Instant.now().minus(Duration.ofDays(days));
    try (ModelsTopic topic = options.read();
        Pruning pruning = new Pruning(options.connection(), topic, youngest)) {
      List<PublishedBundle> found = yes ? pruning.delete() : pruning.superfluous(topic.history());
      print(found);
    }
    return 0;
  }

  private void print(List<PublishedBundle> bundles) {
    PrintWriter out = spec.commandLine().getOut();
    for (PublishedBundle bundle : bundles) {
      out.printf(
          Locale.ROOT,
          "%s %.12s %s, published at %s, %d bytes%n",
          yes ? "deleted" : "would delete",
          bundle.digest(),
          bundle.name(),
          bundle.publishedAt().toString().replaceAll("\\.\\d+", ""),
          bundle.size());
    }
    if (bundles.isEmpty()) {
      out.println("no model can be deleted");
    } else if (!yes) {
      out.println("--yes deletes them");
    }
  }
}
