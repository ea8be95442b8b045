package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.AlarmPromise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and docs say of the promise, and the consumers that they show. */
class PublishedWordsTest {
  private static final Path TOP = Path.of("..");

  @Test
  void promiseIsToldInTheSameWordsEverywhere() throws IOException {
    String words = new AlarmPromise(0.01, 1_000).inWords();

    assertThat(Files.readString(TOP.resolve("README.md"))).contains(words);
    assertThat(Files.readString(TOP.resolve("docs/detection.md"))).contains(words);
  }

  @Test
  void everyConsumerThatIsShownReadsCommittedRecords() throws IOException {
    List<String> consumers;
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      consumers =
          Stream.concat(Stream.of(TOP.resolve("README.md")), docs)
              .filter(path -> path.toString().endsWith(".md"))
              .flatMap(PublishedWordsTest::lines)
              .filter(line -> line.contains("kcat -C") || line.contains("console-consumer"))
              .toList();
    }

    assertThat(consumers)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("isolation.level=read_committed"));
  }

  private static Stream<String> lines(Path path) {
    try {
      return Files.readString(path).lines();
    } catch (IOException e) {
      throw new AssertionError(path.toString(), e);
    }
  }
}
