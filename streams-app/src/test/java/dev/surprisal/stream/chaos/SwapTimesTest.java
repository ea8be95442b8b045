package dev.surprisal.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.chaos.AlertAudit.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwapTimesTest {
  /**
   * Two partitions with a verdict every 10 ms. At the barriers, offset 30 of either, one pauses for
   * 70 ms and the other for 40; long after that, one pauses for 300 ms.
   */
  @Test
  void pauseIsTheLongestOfAPartitionBetweenTheCommandAndItsEffectEverywhere() {
    SwapTimes times = new SwapTimes();
    for (int offset = 0; offset < 100; offset++) {
      times.judged(
          place(0, offset), 10L * offset + (offset < 30 ? 0 : 60) + (offset < 90 ? 0 : 290));
      times.judged(place(1, offset), 10L * offset + (offset < 30 ? 0 : 30));
    }
    Barriers barriers =
        Barriers.of(
            List.of(
                new Barriers.Decision("activate", Instant.EPOCH, "a", Map.of()),
                new Barriers.Decision(
                    "activate", Instant.ofEpochMilli(295), "b", Map.of(0, 30L, 1, 30L))));

    String words =
        times.inWords(barriers, List.of(Instant.ofEpochMilli(200), Instant.ofEpochMilli(400)));

    assertThat(words)
        .isEqualTo(
            "1 swaps; longest pause of a partition at one: median 70 ms, at most 70 ms; elsewhere: at most 300 ms; from the command to the first verdict by the model on each partition, activate: median 160 ms, at most 160 ms, rollback: none");
  }

  private static Place place(int partition, long offset) {
    return new Place("images", partition, offset, "");
  }
}
