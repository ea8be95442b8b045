package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UniformityTest {
  private final Uniformity uniformity = new Uniformity();

  @Test
  void nothingIsSaidOfAFewPValues() {
    IntStream.range(1, Uniformity.WARM).forEach(i -> uniformity.add(0.5));

    assertThat(uniformity.distance()).isNaN();
  }

  @Test
  void uniformPValuesAreAtNoDistance() {
    IntStream.rangeClosed(1, 1_000).forEach(i -> uniformity.add(i / 1_000.0));

    assertThat(uniformity.distance()).isEqualTo(0, within(1e-12));
  }

  @Test
  void shareOfAlarmsTooManyIsTheDistance() {
    // 90 uniform ones for each ten at 1/1000: F(0.01) = 0.1 + 0.9 · 0.01.
    IntStream.rangeClosed(1, 900).forEach(i -> uniformity.add(i / 900.0));
    IntStream.range(0, 100).forEach(i -> uniformity.add(0.001));

    assertThat(uniformity.distance()).isEqualTo(0.099, within(1e-9));
  }

  @Test
  void onlyTheLastPValuesCount() {
    IntStream.range(0, 10_000).forEach(i -> uniformity.add(0.001));
    IntStream.rangeClosed(1, Uniformity.WINDOW)
        .forEach(i -> uniformity.add(i / (double) Uniformity.WINDOW));

    assertThat(uniformity.distance()).isEqualTo(0, within(1e-12));
  }
}
