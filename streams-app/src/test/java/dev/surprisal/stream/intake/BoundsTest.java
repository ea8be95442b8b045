package dev.surprisal.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final int MIB = 1 << 20;

  @Test
  void sixteenthOfTheHeapIsForThePollsOfAllThreads() {
    assertThat(Bounds.of(256 * MIB, 1, 784))
        .isEqualTo(new Bounds(16 * MIB, 3_376, Bounds.IMAGE_BYTES));
    assertThat(Bounds.of(256 * MIB, 2, 784))
        .isEqualTo(new Bounds(8 * MIB, 3_376, Bounds.IMAGE_BYTES));
  }

  @Test
  void picturesOfAVerdictCount() {
    assertThat(Bounds.of(256 * MIB, 1, MIB).recordBytes()).isEqualTo(1_024 + 3 * MIB);
  }
}
