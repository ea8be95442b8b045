package dev.surprisal.stream.models;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code surprisal models log}: what was decided, oldest first. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Shows what was decided: which model judges from which offset of each partition.")
final class LogCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelTopicOptions options;

  private LogCommand() {}

  @Override
  public Integer call() {
    try (ModelsTopic topic = options.read()) {
      PrintWriter out = spec.commandLine().getOut();
      for (Control control : topic.history().controls()) {
        out.println(line(control));
      }
    }
    return 0;
  }

  static String line(Control control) {
    String start =
        String.format(
            Locale.ROOT,
            "%d %s %s %s %s on %s",
            control.number(),
            control.at(),
            control.kind().wireName(),
            control.digest().substring(0, 12),
            control.name(),
            control.images());
    if (control.kind() == Control.Kind.PREPARE) {
      return start;
    }
    return start
        + control.share().map(share -> " share " + share).orElse("")
        + control.promoted().map(why -> " promoted by " + why.wireName()).orElse("")
        + (control.barriers().isEmpty()
            ? " from the beginning"
            : " from " + control.barriersInWords());
  }
}
