package dev.surprisal.stream.watch;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which messages are shown. */
final class WatchFilter {
  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only what is about this source (default: all).")
  private Optional<String> source = Optional.empty();

  @Option(
      names = "--min-score",
      paramLabel = "SCORE",
      description = "Only verdicts with at least this score (default: all).")
  private Optional<Double> minScore = Optional.empty();

  /** For a command line to fill in. */
  WatchFilter() {}

  /** Whether everything is shown, also what is no message. */
  boolean isOpen() {
    return source.isEmpty() && minScore.isEmpty();
  }

  boolean passes(OutputMessage message) {
    return source.map(name -> message.source().filter(name::equals).isPresent()).orElse(true)
        && minScore
            .map(least -> !(message instanceof VerdictMessage verdict) || verdict.score() >= least)
            .orElse(true);
  }
}
