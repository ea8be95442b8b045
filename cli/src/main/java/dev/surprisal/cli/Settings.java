package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
 * of the properties file that {@code SURPRISAL_CONFIG} names. Keys of Kafka's clients are passed on
 * to them.
 */
final class Settings implements IDefaultValueProvider {
  static final String PREFIX = "SURPRISAL_";
  private static final String CONFIG = PREFIX + "CONFIG";
  private static final String KAFKA = PREFIX + "KAFKA_";
  private static final String FILE_KAFKA = "kafka.";

  /** Far above the size of any settings file; stops reading /dev/zero. */
  private static final int MAX_FILE_BYTES = 1 << 20;

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
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new SettingsException(
            "%s: expected a properties file of at most %d bytes, got more in %s"
                .formatted(CONFIG, MAX_FILE_BYTES, path));
      }
      file.load(new InputStreamReader(new ByteArrayInputStream(bytes), UTF_8.newDecoder()));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "%s: expected a readable properties file, got %s: %s"
              .formatted(CONFIG, path, e.getClass().getSimpleName()));
    }
  }

  /**
   * The settings for Kafka's clients: {@code kafka.security.protocol=…} in the file, {@code
   * SURPRISAL_KAFKA_SECURITY_PROTOCOL} in the environment, which takes precedence. An underscore
   * stands for a dot, since no key of Kafka's has an underscore.
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

  /** Adds the settings for Kafka's clients to those that {@code --kafka KEY=VALUE} gave. */
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
    return variable(key(option));
  }

  private static String variable(String key) {
    return PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The key that sets an option in a file. */
  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /**
   * Checks for unknown settings. An unknown key in the file is an error. An unknown variable is an
   * error if it is close to a known name or to a key of Kafka's clients; any other is ignored with
   * a note, since it may belong to another program.
   *
   * @return the notes, one line each
   * @throws SettingsException with one line that holds every mistake
   */
  List<String> expectNothingMistyped(CommandLine root) {
    Set<String> keys = new TreeSet<>(OfBothPrograms.KEYS);
    options(root).map(Settings::key).forEach(keys::add);
    Set<String> variables = new TreeSet<>();
    keys.forEach(key -> variables.add(variable(key)));
    List<String> mistakes = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (!serviceLinks.isEmpty()) {
      notes.add(ServiceLinks.note(serviceLinks));
    }
    KafkaNames kafka = new KafkaNames(kafkaKeys(root));
    for (String name : unknownVariables(variables)) {
      Optional<String> meant =
          kafka.variable(name.substring(PREFIX.length())).map(key -> KAFKA + key);
      meant
          .or(() -> Nearest.to(name, variables))
          .ifPresentOrElse(
              known -> mistakes.add("%s, did you mean %s?".formatted(name, known)),
              () ->
                  notes.add(
                      "%s is no setting of these commands and is passed over".formatted(name)));
    }
    for (String key : unknownKeys(keys)) {
      String meant =
          kafka
              .exactly(key)
              .or(() -> Nearest.to(key.toLowerCase(Locale.ROOT), keys))
              .or(() -> kafka.nearly(key))
              .orElseGet(() -> Nearest.of(key.toLowerCase(Locale.ROOT), keys));
      mistakes.add("%s, did you mean %s?".formatted(key, meant));
    }
    if (!mistakes.isEmpty()) {
      throw new SettingsException("unknown settings: " + String.join("; ", mistakes));
    }
    return notes;
  }

  private List<String> unknownVariables(Set<String> known) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !name.startsWith(KAFKA))
        .filter(name -> !LAUNCHER.contains(name) && !known.contains(name))
        .sorted()
        .toList();
  }

  private List<String> unknownKeys(Set<String> known) {
    return file.stringPropertyNames().stream()
        .filter(key -> !known.contains(key) && !key.startsWith(FILE_KAFKA))
        .sorted()
        .toList();
  }

  /** The keys of Kafka's clients, from the option that passes them through. */
  private static Set<String> kafkaKeys(CommandLine root) {
    Set<String> keys = new TreeSet<>();
    options(root)
        .filter(option -> option.longestName().equals("--kafka"))
        .filter(option -> option.completionCandidates() != null)
        .forEach(option -> option.completionCandidates().forEach(keys::add));
    return keys;
  }

  /** The keys of this program's options that the list of both programs' lacks. */
  static Set<String> unlisted(CommandLine root) {
    Set<String> unlisted = new TreeSet<>();
    options(root).map(Settings::key).forEach(unlisted::add);
    unlisted.removeAll(OfBothPrograms.KEYS);
    return unlisted;
  }

  private static Stream<OptionSpec> options(CommandLine line) {
    return Stream.concat(
        line.getCommandSpec().options().stream(),
        line.getSubcommands().values().stream().flatMap(Settings::options));
  }
}
