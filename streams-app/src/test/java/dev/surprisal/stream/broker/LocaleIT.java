package dev.surprisal.stream.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.stream.testing.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A JVM that was started by hand, without the launcher, where "i" has other capitals, where numbers
 * have other digits, and where the default charset is ASCII.
 */
class LocaleIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"tr, TR, UTF-8", "ar, EG, US-ASCII"})
  void brokerStartsAndPrintsAsciiDigits(String language, String country, String charset)
      throws Exception {
    Path log = folder.resolve("log");
    List<String> options =
        List.of(
            "-Xmx256m",
            "-Duser.language=" + language,
            "-Duser.country=" + country,
            "-Dfile.encoding=" + charset);
    try (Child broker =
        Child.start(
            log, options, "dev.surprisal.stream.Surprisal", List.of("broker", "--port", "0"))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !broker.alive() || Files.readString(log).contains("topics: "));

      assertThat(Files.readString(log, UTF_8))
          .containsPattern("broker ready at (127\\.0\\.0\\.1|localhost):[0-9]+\n");
      assertThat(broker.alive()).isTrue();
      assertThat(broker.terminate(30)).isTrue();
    }
  }
}
