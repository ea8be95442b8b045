package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Term;
import dev.surprisal.score.Terms;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SurpriseFitTest {
  /** Of 1 to 100 the last ten, 91 to 100, exceed 91 by 4.5 on average. */
  @ParameterizedTest
  @EnumSource(Term.class)
  void usualExcessOfTheStrangestTenthCountsOnceAndTheDiscriminatorsTwice(Term term) {
    List<Scores> scores = IntStream.rangeClosed(1, 100).mapToObj(SurpriseFitTest::all).toList();

    Excess excess = SurpriseFit.excess(term, scores);

    assertThat(excess.threshold()).isEqualTo(91);
    assertThat(excess.of(91 + 4.5)).isCloseTo(term == Term.DISCRIMINATOR ? 2 : 1, within(1e-12));
    assertThat(excess.of(50)).isZero();
  }

  private static Scores all(int value) {
    return new Scores(0, 0, 0, 0, 0, Optional.of(new Terms(value, value, value, value)));
  }
}
