package dev.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whatever the file of settings holds: a command that runs, or one line that says what is wrong.
 */
class SettingsFileFuzzTest {
  private static final String CONTROL = "(?s).*[\\p{Cc}\\p{Cf}].*";

  @TempDir static Path folder;

  @Command(name = "connect")
  private static final class Connect implements Runnable {
    @Option(names = "--http-port")
    private int port;

    @Option(names = "--bootstrap-servers")
    private String servers = "";

    @Option(names = "--kafka")
    private Map<String, String> kafka = new TreeMap<>();

    @Override
    public void run() {
      kafka.put(servers, String.valueOf(port));
    }
  }

  @FuzzTest
  void settingsFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("settings"), bytes);
    StringWriter words = new StringWriter();

    int exitCode =
        CommandLines.run(
            new Connect(),
            new Version(() -> ""),
            Map.of("SURPRISAL_CONFIG", file.toString()),
            new PrintWriter(new StringWriter()),
            new PrintWriter(words),
            "--kafka",
            "acks=all");

    if (exitCode == 0) {
      assertThat(words.toString()).isEmpty();
    } else {
      assertThat(exitCode).isIn(1, 2);
      assertThat(words.toString().strip())
          .isNotBlank()
          .hasLineCount(1)
          .doesNotMatch(CONTROL)
          // As of an exception that is not ours.
          .doesNotContain(CommandLines.VERBOSE + " shows where");
    }
  }
}
