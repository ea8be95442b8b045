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

class TermWeightsTest {
  /**
   * Of 1 to 100 the last ten, 91 to 100, exceed 91 by 45 in sum; an exponential tail of which half
   * lies above 51 and a tenth above 91 has the mean 40/ln 5, and counts as ten more.
   */
  @ParameterizedTest
  @EnumSource(Term.class)
  void usualExcessOfTheStrangestTenthCountsByTheTermsWeight(Term term) {
    List<Scores> scores = IntStream.rangeClosed(1, 100).mapToObj(TermWeightsTest::all).toList();

    Excess excess = TermWeights.excess(term, scores, 3);

    double mean = (45 + 10 * 40 / Math.log(5)) / 20;
    double weight =
        switch (term) {
          case ELBO, LIKELIHOOD_RATIO, DENSITY -> 1;
          case DISCRIMINATOR, NEAREST, SHARPNESS -> 2;
          case LOCAL -> 3;
        };
    assertThat(excess.threshold()).isEqualTo(91);
    assertThat(excess.of(91 + mean)).isCloseTo(weight, within(1e-9));
    assertThat(excess.of(50)).isZero();
  }

  private static Scores all(int value) {
    return new Scores(
        0, 0, 0, 0, 0, Optional.of(new Terms(value, value, value, value, value, value, value)));
  }
}
