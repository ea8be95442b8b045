package dev.surprisal.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
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
  static final String PREFIX = "SURPRISAL_";
  private static final String CONFIG = PREFIX + "CONFIG";
  private static final String KAFKA = PREFIX + "KAFKA_";
  private static final String FILE_KAFKA = "kafka.";

  /** Read by the launcher, not by a command. */
  private static final Set<String> LAUNCHER = Set.of(CONFIG, PREFIX + "HOME", PREFIX + "HEAP");

  private final Map<String, String> environment = new TreeMap<>();
  private final Set<String> serviceLinks = new TreeSet<>();
  private final Properties file = new Properties();

  Settings(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && ServiceLinks.isOne(name, value)) {
            serviceLinks.add(name);
          } else {
            this.environment.put(name, value);
          }
        });
    String path = environment.get(CONFIG);
    if (path != null) {
      load(path);
    }
  }

  private void load(String path) {
    try (Reader reader = Files.newBufferedReader(Path.of(path))) {
      file.load(reader);
    } catch (IOException | IllegalArgumentException e) {
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

  /**
   * Tells of settings that no command here has. One that is a slip away from a known one is a
   * mistake; any other may belong to the other program of this repository, which shares the
   * environment and the file, and is passed over with a note.
   *
   * @return the notes, one line each
   * @throws SettingsException with one line that holds every mistake
   */
  List<String> expectNothingMistyped(CommandLine root) {
    Set<String> variables = new TreeSet<>();
    Set<String> keys = new TreeSet<>();
    for (OptionSpec option : options(root).toList()) {
      variables.add(variable(option));
      keys.add(key(option));
    }
    List<String> mistakes = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (!serviceLinks.isEmpty()) {
      notes.add(ServiceLinks.note(serviceLinks));
    }
    unknownVariables(variables)
        .forEach(name -> sort(name, Nearest.to(name, variables), mistakes, notes));
    unknownKeys(keys).forEach(key -> sort(key, Nearest.to(key, keys), mistakes, notes));
    if (!mistakes.isEmpty()) {
      throw new SettingsException("unknown settings: " + String.join("; ", mistakes));
    }
    return notes;
  }

  private static void sort(
      String name, Optional<String> meant, List<String> mistakes, List<String> notes) {
    meant.ifPresentOrElse(
        known -> mistakes.add("%s, did you mean %s?".formatted(name, known)),
        () -> notes.add("%s is no setting of these commands and is passed over".formatted(name)));
  }

  private Stream<String> unknownVariables(Set<String> known) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !name.startsWith(KAFKA))
        .filter(name -> !LAUNCHER.contains(name) && !known.contains(name))
        .sorted();
  }

  private Stream<String> unknownKeys(Set<String> known) {
    return file.stringPropertyNames().stream()
        .filter(key -> !known.contains(key) && !key.startsWith(FILE_KAFKA))
        .sorted();
  }

  private static Stream<OptionSpec> options(CommandLine line) {
    return Stream.concat(
        line.getCommandSpec().options().stream(),
        line.getSubcommands().values().stream().flatMap(Settings::options));
  }
}
