package dev.surprisal.trainer.command;

import dev.surprisal.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command run as from a shell: what it printed and how it exited. */
record CommandRun(int exit, String out, String err) {
  static CommandRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = CommandLines.of(new Trainer());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] words =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int exit = line.execute(words);
    return new CommandRun(exit, out.toString(), err.toString());
  }

  /** The lines on standard error. */
  String[] errorLines() {
    return err.strip().split("\\R");
  }
}
