package dev.surprisal.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a command: exits 0 on success, 1 on failure, 2 on wrong usage, and says what went wrong in
 * one line on standard error. {@code --verbose} adds the stack trace.
 */
public final class CommandLines {
  static final String VERBOSE = "--verbose";

  private CommandLines() {}

  /** Parses, runs, and returns the exit code. */
  public static int run(Object command, String... args) {
    try {
      return of(command).execute(args);
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  /** The command as it is run; for tests that look at its options. */
  public static CommandLine of(Object command) {
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setAbbreviatedOptionsAllowed(false);
    takeVerbose(line);
    Settings settings = new Settings(System.getenv());
    line.setDefaultValueProvider(settings);
    line.setExecutionStrategy(
        parsed -> {
          settings.expectNothingUnknown(parsed);
          settings.passThrough(parsed);
          return new CommandLine.RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler(CommandLines::wrongUsage);
    line.setExecutionExceptionHandler(CommandLines::failure);
    return line;
  }

  private static void takeVerbose(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder(VERBOSE)
                .description("On failure, say where in the program.")
                .build());
    line.getSubcommands().values().forEach(CommandLines::takeVerbose);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("%s: %s; see %s --help".formatted(name, oneLine(e), name));
    trace(e, args, err);
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    if (e instanceof ParameterException wrong) {
      return wrongUsage(wrong, parsed.originalArgs().toArray(String[]::new));
    }
    PrintWriter err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    err.println(Ansi.AUTO.string("@|bold " + name + ":|@ ") + oneLine(e));
    trace(e, parsed.originalArgs().toArray(String[]::new), err);
    return ExitCode.SOFTWARE;
  }

  private static void trace(Exception e, String[] args, PrintWriter err) {
    if (Arrays.asList(args).contains(VERBOSE)) {
      e.printStackTrace(err);
    }
  }

  /** An exception of ours is a sentence for a person; of any other, its kind is needed too. */
  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage().replaceAll("\\s*\\R\\s*", " ");
    boolean forPeople =
        e instanceof ParameterException || e.getClass().getName().startsWith("dev.surprisal.");
    return forPeople
        ? message
        : "%s: %s; %s shows where".formatted(e.getClass().getSimpleName(), message, VERBOSE);
  }
}
