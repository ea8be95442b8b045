package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WatchFilterTest {
  private static final OutputMessage VERDICT =
      message(
          """
          {"id": "images-0-7", "anomalous": true, "source": "a", "score": 2.5}""");
  private static final OutputMessage ALERT =
      message(
          """
          {"source": "a", "kind": "anomalous", "state": "opened",
           "example": {"id": "images-0-7", "anomalous": true, "score": 2.5}}""");

  @Test
  void scoreIsAskedOfVerdictsOnly() {
    assertThat(filter("--min-score", "2.5").passes(VERDICT)).isTrue();
    assertThat(filter("--min-score", "2.6").passes(VERDICT)).isFalse();
    assertThat(filter("--min-score", "2.6").passes(ALERT)).isTrue();
  }

  @Test
  void sourceIsAskedOfAll() {
    assertThat(filter("--source", "a").passes(VERDICT)).isTrue();
    assertThat(filter("--source", "a").passes(ALERT)).isTrue();
    assertThat(filter("--source", "b").passes(VERDICT)).isFalse();
    assertThat(filter("--source", "b").passes(ALERT)).isFalse();
    assertThat(filter("--source", "a", "--min-score", "2.6").passes(VERDICT)).isFalse();
  }

  @Test
  void strangersPassOnlyWhereNothingIsChosen() {
    assertThat(filter().isOpen()).isTrue();
    assertThat(filter("--source", "a").isOpen()).isFalse();
    assertThat(filter("--min-score", "2").isOpen()).isFalse();
  }

  private static WatchFilter filter(String... options) {
    return CommandLine.populateCommand(new WatchFilter(), options);
  }

  private static OutputMessage message(String json) {
    return OutputMessage.parse(json.getBytes(UTF_8)).orElseThrow();
  }
}
