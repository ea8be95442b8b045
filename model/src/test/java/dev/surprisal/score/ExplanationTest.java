package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.Explanation.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final GrayImage PIXEL = GrayImage.of(new ImageShape(1, 1), new byte[1]);

  @Test
  void theStrongestReasonComesFirstAndNoneThatCleanImagesReach() {
    Combination combination =
        new Combination(
            Map.of(
                Term.ELBO, new Excess(100, 10),
                Term.LIKELIHOOD_RATIO, new Excess(1, 2),
                Term.DENSITY, new Excess(5, 1)));

    // ELBO exceeds by (110 − 100)/10 = 1, the ratio by (7 − 1)/2 = 3, the density not at all.
    List<Reason> reasons = Explanation.reasons(combination, new Terms(110, 7, 4, 99, 0, 0, 0));

    assertThat(reasons)
        .containsExactly(
            new Reason(Term.LIKELIHOOD_RATIO, 3, 0.75), new Reason(Term.ELBO, 1, 0.25));
    assertThat(new Explanation(PIXEL, PIXEL, reasons).inWords())
        .isEqualTo(
            "a model of strange images explains it better than the model of clean ones (75 %);"
                + " the model of clean images explains it badly (25 %)");
  }
}
