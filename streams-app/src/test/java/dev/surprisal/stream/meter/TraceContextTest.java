package dev.surprisal.stream.meter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of W3C Trace Context, section 3.2.3 and 3.2.4. */
class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-03",
        "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like"
      })
  void sampledTraceIsRead(String header) {
    assertThat(TraceContext.of(header.getBytes(UTF_8))).hasValue(new TraceContext(TRACE, SPAN));
  }

  @Test
  void headerOfMoreThan256BytesIsNotSearched() {
    String known = "cc-" + TRACE + "-" + SPAN + "-01-";

    assertThat(TraceContext.of((known + "x".repeat(200)).getBytes(UTF_8))).isPresent();
    assertThat(TraceContext.of((known + "x".repeat(201)).getBytes(UTF_8))).isEmpty();
  }

  @Test
  void traceThatWasNotSampledIsPassedOver() {
    assertThat(TraceContext.of(("00-" + TRACE + "-" + SPAN + "-00").getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-1-2-01",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01 ",
        "00-" + TRACE + "-" + SPAN + "-01-what-only-later-versions-have",
        "00-" + TRACE + "-" + SPAN + "-01\n",
        "00-4bf92f3577b34da6a3ce929d0e0e473\"-" + SPAN + "-01"
      })
  void otherBytesAreNone(String header) {
    assertThat(TraceContext.of(header.getBytes(UTF_8))).isEmpty();
  }
}
