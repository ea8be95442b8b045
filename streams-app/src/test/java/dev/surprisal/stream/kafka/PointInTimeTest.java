package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {
  private final PointInTime converter = new PointInTime();

  @ParameterizedTest
  @CsvSource({
    "2026-02-03T04:05:06Z, 1770091506000",
    "2026-02-03T05:05:06.5+01:00, 1770091506500",
    "1970-01-01T00:00:00Z, 0",
    "9999-12-31T23:59:59.999Z, 253402300799999"
  })
  void timeHasItsZone(String text, long millis) {
    assertThat(converter.convert(text)).isEqualTo(Instant.ofEpochMilli(millis));
  }

  @ParameterizedTest
  @CsvSource({"90s, 90", "15m, 900", "2h, 7200", "7d, 604800"})
  void lengthIsCountedBackFromNow(String text, long seconds) {
    assertThat(converter.convert(text))
        .isCloseTo(Instant.now().minusSeconds(seconds), within(10, ChronoUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-03",
        "2026-02-03T04:05:06",
        "15",
        "-5m",
        "1y",
        "1969-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "999999d"
      })
  void anythingElseIsRefusedWithWhatIsExpected(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .hasMessage(
            "expected a time as 2026-02-03T04:05:06Z, or so long ago as 90s, 15m, 2h or 7d, got "
                + text);
  }
}
