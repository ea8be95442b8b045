package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void quantileIsTheSmallestThatTheShareDoesNotExceed() {
    IntStream.rangeClosed(1, 100).forEach(latencies::add);

    assertThat(latencies.quantile(0.99)).isEqualTo(99);
    assertThat(latencies.quantile(0.5)).isEqualTo(50);
    assertThat(latencies.quantile(1)).isEqualTo(100);
  }

  @Test
  void noneIsZeroAndWhatIsBeyondAMinuteIsAMinute() {
    assertThat(latencies.quantile(0.99)).isZero();

    latencies.add(3_600_000);

    assertThat(latencies.quantile(0.99)).isEqualTo(60_000);
  }
}
