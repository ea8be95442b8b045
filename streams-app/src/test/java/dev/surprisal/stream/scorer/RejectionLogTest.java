package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RejectionLogTest {
  private final Map<RejectionReason, Long> counts = new EnumMap<>(RejectionReason.class);
  private final AtomicLong nanos = new AtomicLong();
  private final RejectionLog log = new RejectionLog(() -> new EnumMap<>(counts), nanos::get);

  @Test
  void aFloodOfRejectionsIsALineAMinute() {
    String lines =
        captured(
            () -> {
              for (int second = 0; second < 120; second++) {
                counts.merge(RejectionReason.WRONG_LENGTH, 1_000L, Long::sum);
                if (second >= 60) {
                  counts.merge(RejectionReason.EMPTY, 1L, Long::sum);
                }
                log.look();
                nanos.addAndGet(1_000_000_000L);
              }
              log.look();
            });

    assertThat(lines.lines().toList())
        .satisfiesExactly(
            line ->
                assertThat(line).contains("1000 records were no images", "wrong-length=\"1000\""),
            line ->
                assertThat(line).contains("60001 records", "wrong-length=\"60000\"", "empty=\"1\""),
            line ->
                assertThat(line)
                    .contains("59059 records", "wrong-length=\"59000\"", "empty=\"59\""));
  }

  @Test
  void nothingIsToldWhereNothingWasRejected() {
    assertThat(
            captured(
                () -> {
                  log.look();
                  nanos.addAndGet(RejectionLog.PERIOD.toNanos());
                  log.look();
                }))
        .isEmpty();
  }

  private static String captured(Runnable run) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      run.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(UTF_8);
  }
}
