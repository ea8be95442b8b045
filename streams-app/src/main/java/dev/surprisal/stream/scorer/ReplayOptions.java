package dev.surprisal.stream.scorer;

import dev.surprisal.cli.Problems;
import dev.surprisal.stream.kafka.PointInTime;
import dev.surprisal.stream.kafka.Topics;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a scorer beside the one at work: a trial of another model, or of the past. */
final class ReplayOptions {
  @Option(
      names = "--output-suffix",
      paramLabel = "TEXT",
      description =
          "Ends the names of the outputs and the application id, for a trial beside the scorer at work.")
  private Optional<String> suffix = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description =
          "Score again what came since then, with --to and --output-suffix: a time as 2026-02-03T04:05:06Z, or 15m, 2h, 7d ago.")
  private Optional<Instant> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Score what came before then, and end.")
  private Optional<Instant> to = Optional.empty();

  /** For a command line to fill in. */
  ReplayOptions() {}

  static ReplayOptions of(String suffix, Replay.Span span) {
    ReplayOptions options = new ReplayOptions();
    options.suffix = Optional.of(suffix).filter(text -> !text.isEmpty());
    options.from = Optional.of(span.from());
    options.to = Optional.of(span.to());
    return options;
  }

  /**
   * The span to score again, if there is one.
   *
   * @throws dev.surprisal.cli.SettingsException if the options do not go together
   */
  Optional<Replay.Span> span() {
    Instant now = Instant.now();
    new Problems()
        .expect(
            from.isPresent() == to.isPresent(),
            from.isPresent() ? "--to" : "--from",
            "a time, as the other end of the span is set",
            "none")
        .expect(
            from.isEmpty() || suffix.isPresent(),
            "--output-suffix",
            "a text with --from, so that no verdict is written a second time to where others read it",
            "none")
        .expect(
            from.isEmpty() || to.isEmpty() || from.get().isBefore(to.get()),
            "--from",
            "a time before --to",
            from.map(Instant::toString).orElse(""))
        .expect(
            to.map(end -> !end.isAfter(now)).orElse(true),
            "--to",
            "a time that has passed",
            to.map(Instant::toString).orElse(""))
        .throwIfAny();
    return from.flatMap(start -> to.map(end -> new Replay.Span(start, end)));
  }

  Topics addTo(Topics topics) {
    return suffix.map(topics::withOutputSuffix).orElse(topics);
  }

  String addTo(String applicationId) {
    return applicationId + suffix.orElse("");
  }
}
