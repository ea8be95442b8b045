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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from when the command line does not give it: the environment
 * variable {@code SURPRISAL_HTTP_PORT} for {@code --http-port}, then the line {@code http-port=…}
 * of the properties file that {@code SURPRISAL_CONFIG} names. Keys of Kafka's clients go through.
 */
final class Settings implements IDefaultValueProvider {
  private static final String PREFIX = "SURPRISAL_";
  private static final String CONFIG = PREFIX + "CONFIG";
  private static final String KAFKA = PREFIX + "KAFKA_";
  private static final String FILE_KAFKA = "kafka.";

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
      throw new SettingsException(
          "%s: expected a readable properties file, got %s: %s"
              .formatted(CONFIG, path, e.getClass().getSimpleName()));
    }
  }

  /**
   * What goes through to Kafka's clients: {@code kafka.security.protocol=…} in the file, {@code
   * SURPRISAL_KAFKA_SECURITY_PROTOCOL} in the environment, which wins. Kafka's keys hold no
   * underscore.
   */
  Map<String, String> passedThrough() {
    Map<String, String> settings = new TreeMap<>();
    file.stringPropertyNames().stream()
        .filter(key -> key.startsWith(FILE_KAFKA))
        .forEach(key -> settings.put(key.substring(FILE_KAFKA.length()), file.getProperty(key)));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(KAFKA)) {
            String key = name.substring(KAFKA.length()).replace('_', '.').toLowerCase(Locale.ROOT);
            settings.put(key, value);
          }
        });
    return settings;
  }

  /** Adds to an option {@code --kafka KEY=VALUE} what the command line did not give. */
  void passThrough(CommandLine.ParseResult parsed) {
    for (CommandLine line : parsed.asCommandLineList()) {
      OptionSpec option = line.getCommandSpec().findOption("--kafka");
      if (option != null) {
        Map<String, String> merged = passedThrough();
        Map<String, String> given = option.getValue();
        merged.putAll(given == null ? Map.of() : given);
        option.setValue(merged);
      }
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
        .filter(name -> !variables.contains(name) && !name.startsWith(KAFKA))
        .forEach(unknown::add);
    file.stringPropertyNames().stream()
        .filter(key -> !keys.contains(key) && !key.startsWith(FILE_KAFKA))
        .forEach(unknown::add);
    if (!unknown.isEmpty()) {
      throw new SettingsException("unknown settings " + unknown + "; each is an option's name");
    }
  }
}
