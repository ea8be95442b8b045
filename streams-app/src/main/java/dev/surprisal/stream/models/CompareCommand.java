package dev.surprisal.stream.models;

import dev.surprisal.cli.Problems;
import dev.surprisal.file.OutputFile;
import dev.surprisal.stream.kafka.PointInTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal models compare}: what the candidate would change. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Says how the candidate compares with the model in force on the images that both scored, and whether that is enough to promote it.")
final class CompareCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;
  @Mixin private EvidenceOptions evidence = new EvidenceOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "Images on which they differ that are shown (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description =
          "Count the images judged at that time or later only: a time as 2026-02-03T04:05:06Z, or 15m, 2h, 7d ago.")
  private Optional<Instant> since = Optional.empty();

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures here.")
  private Optional<Path> json = Optional.empty();

  private CompareCommand() {}

  @Override
  public Integer call() {
    new Problems()
        .expect(limit >= 0 && limit <= MOST_SHOWN, "--limit", "0 to " + MOST_SHOWN, limit)
        .throwIfAny();
    json.ifPresent(OutputFile::expectWritable);
    try (ModelsTopic models = options.read()) {
      Control candidate = evidence.candidate(models, options.images());
      Comparison found = evidence.comparison(options.connection(), models, candidate, limit, since);
      found.lines().forEach(spec.commandLine().getOut()::println);
      json.ifPresent(file -> OutputFile.write(file, out -> out.write(found.json())));
    }
    return 0;
  }
}
