package dev.surprisal.cli;

import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How image files are read: for every command that takes some. */
public final class ImageOptions {
  private static final int LARGEST = 65_535;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--skip-broken",
      description = "Leave out pictures of a folder that cannot be read, and count them.")
  private boolean skipBroken;

  private OptionalInt whiteLevel = OptionalInt.empty();

  @Option(
      names = "--white-level",
      paramLabel = "N",
      description =
          "The sample of a 16-bit PNG that is white: 4095 where a camera writes 12 bits; default: the model's, or 65535.")
  void setWhiteLevel(int level) {
    if (level < 1 || level > LARGEST) {
      throw new ParameterException(
          command.commandLine(),
          "--white-level: expected 1 to %d, got %d".formatted(LARGEST, level));
    }
    whiteLevel = OptionalInt.of(level);
  }

  public boolean skipBroken() {
    return skipBroken;
  }

  /** Empty if the model decides. */
  public OptionalInt whiteLevel() {
    return whiteLevel;
  }
}
