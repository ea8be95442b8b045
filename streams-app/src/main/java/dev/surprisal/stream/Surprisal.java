package dev.surprisal.stream;

import dev.surprisal.cli.CommandLines;
import picocli.CommandLine.Command;

/** The online commands of {@code ./surprisal}. */
@Command(
    name = "surprisal",
    mixinStandardHelpOptions = true,
    description = "Says how surprising each image is: the streaming scorer.")
public final class Surprisal {
  private Surprisal() {}

  public static void main(String[] args) {
    System.exit(CommandLines.run(new Surprisal(), args));
  }
}
