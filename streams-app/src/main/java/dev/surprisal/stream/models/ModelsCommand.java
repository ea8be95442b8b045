package dev.surprisal.stream.models;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code surprisal models}: which models there are, and which of them judges from when on. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    subcommands = {
      PublishCommand.class,
      ListCommand.class,
      ShowCommand.class,
      LogCommand.class,
      ActivateCommand.class,
      RollbackCommand.class,
      ShadowCommand.class,
      CompareCommand.class,
      PromoteCommand.class,
      PruneCommand.class
    },
    description = "Publishes models on a topic, and says which of them judges from when on.")
public final class ModelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private ModelsCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "expected one of %s, got none"
            .formatted(String.join(", ", spec.commandLine().getSubcommands().keySet())));
  }
}
