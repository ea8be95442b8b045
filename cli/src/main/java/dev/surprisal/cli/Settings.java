package dev.surprisal.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where an option's value comes from when the command line does not give it: the environment
 * variable {@code SURPRISAL_HTTP_PORT} for {@code --http-port}, then the line {@code http-port=…}
 * of the properties file that {@code SURPRISAL_CONFIG} names.
 */
final class Settings implements IDefaultValueProvider {
  private static final String PREFIX = "SURPRISAL_";
  private static final String CONFIG = PREFIX + "CONFIG";

  /** Read by the launcher, not by a command. */
  private static final Set<String> LAUNCHER = Set.of(CONFIG, PREFIX + "HOME", PREFIX + "HEAP");

  private final Map<String, String> environment;
  private final Properties file = new Properties();

  Settings(Map<String, String> environment) {
    this.environment = environment;
    String path = environment.get(CONFIG);
    if (path != null) {
      load(Path.of(path));
    }
  }

  private void load(Path path) {
    try (Reader reader = Files.newBufferedReader(path)) {
      file.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: expected a readable properties file at %s".formatted(CONFIG, path), e);
    }
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String fromEnvironment = environment.get(variable(option));
    return fromEnvironment != null ? fromEnvironment : file.getProperty(key(option));
  }

  /** The environment variable that sets an option. */
  static String variable(OptionSpec option) {
    return PREFIX + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The key that sets an option in a file. */
  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /** A file's key or a variable of ours that no command knows is a mistake, not a wish. */
  void expectNothingUnknown(CommandLine.ParseResult parsed) {
    CommandLine root = parsed.commandSpec().root().commandLine();
    List<OptionSpec> options =
        root.getSubcommands().values().stream()
            .flatMap(line -> line.getCommandSpec().options().stream())
            .toList();
    Set<String> variables = options.stream().map(Settings::variable).collect(Collectors.toSet());
    Set<String> keys = options.stream().map(Settings::key).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !LAUNCHER.contains(name))
        .filter(name -> !variables.contains(name))
        .forEach(unknown::add);
    file.stringPropertyNames().stream().filter(key -> !keys.contains(key)).forEach(unknown::add);
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          root, "unknown settings " + unknown + "; each is an option's name");
    }
  }
}
