package dev.surprisal.stream.models;

import dev.surprisal.cli.Problems;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long before a model judges it is announced. */
final class LeadOption {
  private static final int LONGEST = 3_600;

  @Option(
      names = "--lead",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description =
          "Time that scorers get to load the model before it judges (default: ${DEFAULT-VALUE}).")
  private int seconds;

  /**
   * The lead.
   *
   * @throws dev.surprisal.cli.SettingsException if it is out of range
   */
  Duration checked() {
    new Problems()
        .expect(seconds >= 0 && seconds <= LONGEST, "--lead", "0 to " + LONGEST, seconds)
        .throwIfAny();
    return Duration.ofSeconds(seconds);
  }
}
