package dev.surprisal.stream.models;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal models rollback}: the model before the active one judges again. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description =
        "Lets the model judge again that judged before the active one, from the present end of each partition on.")
final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;

  @Option(
      names = "--withdraw",
      description =
          "From the active model's own barriers on: for one that no scorer can load, and that has judged nothing.")
  private boolean withdraw;

  private RollbackCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try (Deciding deciding = options.open()) {
      spec.commandLine().getOut().println(LogCommand.line(deciding.rollback(withdraw)));
    }
    return 0;
  }
}
