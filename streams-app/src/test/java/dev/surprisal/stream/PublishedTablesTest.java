package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.scorer.StreamCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The README's table of settings and the options themselves say the same. */
class PublishedTablesTest {
  private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version", "--verbose");

  @Test
  void everyOptionIsOnTheListOfBothProgramsSettings() {
    assertThat(CommandLines.unlistedSettings(Surprisal.class)).isEmpty();
  }

  @Test
  void readmeListsTheScorersSettings() throws IOException {
    List<OptionSpec> options =
        new CommandLine(StreamCommand.class)
            .getCommandSpec().options().stream()
                .filter(option -> !OF_EVERY_COMMAND.contains(option.longestName()))
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();

    String table = options.stream().map(PublishedTablesTest::row).collect(Collectors.joining("\n"));

    assertThat(readme())
        .contains("| option | default | meaning |\n| --- | --- | --- |\n" + table + "\n\n");
  }

  private static String row(OptionSpec option) {
    String description =
        String.join(" ", option.description()).replaceAll(",? ?\\(?default: [^)]*\\)?", "").strip();
    return "| `%s` | %s | %s |"
        .formatted(
            option.longestName(),
            defaultOf(option),
            description.replace("${COMPLETION-CANDIDATES}", candidates(option)));
  }

  private static String defaultOf(OptionSpec option) {
    if (option.required()) {
      return "required";
    }
    Object value = option.initialValue();
    boolean none = value == null || List.of(Optional.empty(), Map.of(), false).contains(value);
    return none ? "" : "`" + inReadme(value) + "`";
  }

  private static String inReadme(Object value) {
    return value.toString().replace(System.getProperty("java.io.tmpdir"), "/tmp");
  }

  private static String candidates(OptionSpec option) {
    if (option.completionCandidates() == null) {
      return "";
    }
    StringBuilder names = new StringBuilder();
    option.completionCandidates().forEach(name -> names.append(", `").append(name).append('`'));
    return names.substring(2);
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }
}
