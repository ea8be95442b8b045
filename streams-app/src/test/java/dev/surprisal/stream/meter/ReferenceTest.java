package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.Calibration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private final Reference reference =
      new Reference(new Calibration(IntStream.rangeClosed(1, 1000).asDoubleStream().toArray()));

  @Test
  void boundsLieAtTheQuantilesAndReachBeyond() {
    assertThat(reference.bounds()).isSorted().contains(10, 500, 990, 1000).endsWith(10_900);
  }

  @Test
  void cumulativeIsTheShareUpToTheBound() {
    assertThat(reference.cumulative(500)).isEqualTo(0.5);
    assertThat(reference.cumulative(0)).isZero();
    assertThat(reference.cumulative(1e9)).isEqualTo(1);
  }

  @Test
  void equalScoresMakeOneBound() {
    Reference constant = new Reference(new Calibration(new double[] {-2, -2, -2}));

    assertThat(constant.bounds()).containsExactly(-2);
  }
}
