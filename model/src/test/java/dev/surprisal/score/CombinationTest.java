package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.score.Combination.Excess;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CombinationTest {
  private static final Combination TWO_TERMS =
      new Combination(Map.of(Term.ELBO, new Excess(100, 10), Term.DENSITY, new Excess(5, 2)));

  @Test
  void excessesAreCountedInTheirOwnUnitAndAdded() {
    // (120 − 100)/10 = 2 and (8 − 5)/2 = 1.5; the other terms do not count.
    double expected = 3.5 + 0.001 * (Math.tanh(0.1) + Math.tanh(0.075)) / 2;
    assertThat(TWO_TERMS.of(new Terms(120, 99, 8, 99, 0, 0, 0)))
        .isCloseTo(expected, Offset.offset(1e-12));
  }

  @Test
  void termBelowItsThresholdTakesNothingAway() {
    double expected = 2 + 0.001 * (Math.tanh(0.1) + Math.tanh(-0.125)) / 2;
    assertThat(TWO_TERMS.of(new Terms(120, 0, 0, 0, 0, 0, 0)))
        .isCloseTo(expected, Offset.offset(1e-12));
  }

  @Property
  void growsWithEachOfItsTerms(
      @ForAll @DoubleRange(min = 0, max = 300) double elbo,
      @ForAll @DoubleRange(min = -50, max = 50) double density,
      @ForAll @DoubleRange(min = 0.01, max = 50) double more) {
    double before = TWO_TERMS.of(new Terms(elbo, 0, density, 0, 0, 0, 0));
    assertThat(TWO_TERMS.of(new Terms(elbo + more, 0, density, 0, 0, 0, 0))).isGreaterThan(before);
    assertThat(TWO_TERMS.of(new Terms(elbo, 0, density + more, 0, 0, 0, 0))).isGreaterThan(before);
  }

  @Test
  void unusableExcessIsRefused() {
    assertThatThrownBy(() -> new Excess(Double.NaN, 1)).hasMessageContaining("got NaN and 1.0");
    assertThatThrownBy(() -> new Excess(0, 0)).hasMessageContaining("got 0.0 and 0.0");
    assertThatThrownBy(() -> new Excess(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Excess(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Combination(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one term");
  }
}
