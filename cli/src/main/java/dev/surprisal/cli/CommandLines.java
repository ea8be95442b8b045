package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.cli.StandardStreams.OutputLostException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a command: exits 0 on success, 1 on failure, 2 on wrong usage, and says what went wrong in
 * one line on standard error. {@code --verbose} adds the stack trace.
 */
public final class CommandLines {
  static final String VERBOSE = "--verbose";

  /** The character that Java decodes invalid bytes to. */
  private static final char REPLACEMENT = '\uFFFD';

  private CommandLines() {}

  /**
   * The main method of a program: runs the command and ends the process with its exit code.
   *
   * @param prepare called first, to set what native libraries read when they are loaded
   * @param blasKernel asked for the name that {@code --version} prints
   */
  public static void main(
      Object command, Runnable prepare, Supplier<String> blasKernel, String... args) {
    StandardStreams.setForProcess();
    try {
      prepare.run();
    } catch (RuntimeException e) {
      System.err.println(new CommandLine(command).getCommandName() + ": " + oneLine(e));
      System.exit(ExitCode.SOFTWARE);
    }
    System.exit(
        run(
            command,
            new Version(blasKernel),
            System.getenv(),
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            args));
  }

  static int run(
      Object command,
      Version version,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    String name = new CommandLine(command).getCommandName();
    try {
      expectReadable(environment, args);
      return of(command, version, environment).setOut(out).setErr(err).execute(args);
    } catch (SettingsException e) {
      err.println("%s: %s".formatted(name, e.getMessage()));
      return ExitCode.SOFTWARE;
    } catch (LinkageError | OutOfMemoryError e) {
      // The natives are for another platform, or the heap is too small: the user can mend both.
      err.println("%s: %s".formatted(name, oneLine(e)));
      trace(e, args, err);
      return ExitCode.SOFTWARE;
    }
  }

  /**
   * Refuses text that Java could not decode: under LC_ALL=C, a name with an umlaut would become
   * another name. The launcher sets a UTF-8 locale; a JVM that was started by hand may lack it.
   */
  private static void expectReadable(Map<String, String> environment, String... args) {
    Stream<String> settings =
        environment.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith(Settings.PREFIX))
            .map(variable -> variable.getKey() + "=" + variable.getValue());
    Stream.concat(Arrays.stream(args), settings)
        .filter(text -> text.indexOf(REPLACEMENT) >= 0)
        .findFirst()
        .ifPresent(
            text -> {
              throw new SettingsException(
                  "expected arguments in UTF-8 and a locale that reads it, got %s; set LC_ALL=C.UTF-8"
                      .formatted(Secrets.hideInUrls(text.replace(REPLACEMENT, '?'))));
            });
  }

  /** The settings of a program that the list of both programs' settings lacks; for its test. */
  public static Set<String> unlistedSettings(Object command) {
    return Settings.unlisted(new CommandLine(command));
  }

  /** The command as it is run; for tests that look at its options. */
  public static CommandLine of(Object command) {
    return of(command, new Version(() -> "not asked for"), System.getenv());
  }

  static CommandLine of(Object command, Version version, Map<String, String> environment) {
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setAbbreviatedOptionsAllowed(false);
    addToAll(line, version);
    Settings settings = new Settings(environment);
    line.setDefaultValueProvider(settings);
    line.setExecutionStrategy(parsed -> execute(line, settings, parsed));
    line.setParameterExceptionHandler(CommandLines::wrongUsage);
    line.setExecutionExceptionHandler(CommandLines::failure);
    return line;
  }

  private static int execute(CommandLine line, Settings settings, ParseResult parsed) {
    try {
      settings
          .expectNothingMistyped(line)
          .forEach(note -> line.getErr().println(line.getCommandName() + ": " + note));
    } catch (SettingsException e) {
      // Picocli's handlers receive only this type; for any other it prints a stack trace.
      throw new ExecutionException(line, e.getMessage(), e);
    }
    settings.passThrough(parsed);
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutputLostException e) {
      // --help and --version print here, outside the handlers.
      return lost(e, line);
    }
  }

  private static void addToAll(CommandLine line, Version version) {
    line.getCommandSpec()
        .versionProvider(version)
        .addOption(
            OptionSpec.builder(VERBOSE)
                .description("On failure, say where in the program.")
                .build());
    line.getSubcommands().values().forEach(subcommand -> addToAll(subcommand, version));
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("%s: %s%s; see %s --help".formatted(name, oneLine(e), suggestion(e, args), name));
    trace(e, args, err);
    return ExitCode.USAGE;
  }

  /**
   * The known name that was probably meant. Picocli reports a mistyped option either as an unknown
   * argument or, if the option is required, as missing.
   */
  private static String suggestion(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    Set<String> known = new TreeSet<>(line.getCommandSpec().optionsMap().keySet());
    known.addAll(line.getSubcommands().keySet());
    Stream<String> suspects =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched().stream()
            : Arrays.stream(args).filter(arg -> arg.startsWith("--"));
    return suspects
        .map(arg -> arg.split("=", 2)[0])
        .filter(arg -> !known.contains(arg))
        .map(arg -> Nearest.question(arg, known))
        .filter(question -> !question.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static int failure(Exception e, CommandLine line, ParseResult parsed) {
    if (e instanceof ParameterException wrong) {
      return wrongUsage(wrong, parsed.originalArgs().toArray(String[]::new));
    }
    if (e instanceof OutputLostException lost) {
      return lost(lost, line);
    }
    PrintWriter err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    err.println(Ansi.AUTO.string("@|bold " + name + ":|@ ") + withOption(oneLine(e), parsed));
    trace(e, parsed.originalArgs().toArray(String[]::new), err);
    return ExitCode.SOFTWARE;
  }

  private static int lost(OutputLostException e, CommandLine line) {
    if (e.pipeWasClosed()) {
      return OutputLostException.CLOSED_PIPE;
    }
    line.getErr()
        .println("%s: %s".formatted(line.getCommandSpec().qualifiedName(), e.getMessage()));
    return ExitCode.SOFTWARE;
  }

  /**
   * The message with its first word replaced by an option, where it is the field that the option
   * sets: the libraries name fields ({@code falseAlarmRate: expected …}), a person knows options.
   */
  private static String withOption(String message, ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command.commandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(option -> message.startsWith(field(option) + ": "))
        .findFirst()
        .map(option -> option + message.substring(field(option).length()))
        .orElse(message);
  }

  /** {@code falseAlarmRate} for {@code --false-alarm-rate}. */
  private static String field(String option) {
    return Pattern.compile("-([a-z0-9])")
        .matcher(option.substring(Math.min(2, option.length())))
        .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }

  private static void trace(Throwable e, String[] args, PrintWriter err) {
    if (Arrays.asList(args).contains(VERBOSE)) {
      e.printStackTrace(err);
    }
  }

  /** The message; for an exception that is not ours, also its class. */
  private static String oneLine(Throwable e) {
    // Names of files and bundles may hold control characters, which a terminal would obey.
    String message =
        e.getMessage() == null
            ? ""
            : Secrets.hideInUrls(e.getMessage())
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("[\\p{Cc}\\p{Cf}]", "\ufffd");
    boolean forPeople =
        e instanceof ParameterException || e.getClass().getName().startsWith("dev.surprisal.");
    return forPeople
        ? message
        : "%s: %s; %s shows where".formatted(e.getClass().getSimpleName(), message, VERBOSE);
  }
}
