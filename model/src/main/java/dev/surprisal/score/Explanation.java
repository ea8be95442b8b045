package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why an image has its score.
 *
 * @param reconstruction the picture that the model would have expected in the image's place
 * @param residual where the image differs from the reconstruction by more than clean images do: 0 =
 *     no more, 255 = as much as possible
 * @param reasons the terms of the score {@link Score#SURPRISE} that exceed their threshold, the
 *     largest first; empty for the other scores, which have no terms
 */
public record Explanation(GrayImage reconstruction, GrayImage residual, List<Reason> reasons) {
  /**
   * A term of the score that exceeds its threshold.
   *
   * @param excess {@link Combination.Excess#of}, above 0; no unit
   * @param share the excess divided by the sum over all reasons, in (0, 1]
   */
  public record Reason(Term term, double excess, double share) {}

  public Explanation {
    reasons = List.copyOf(reasons);
  }

  /** One line in words, the largest reason first. */
  public String inWords() {
    return reasons.isEmpty()
        ? "its score as a whole, of which no term stands out"
        : reasons.stream()
            .map(
                reason ->
                    String.format(
                        Locale.ROOT, "%s (%.0f %%)", reason.term().inWords(), 100 * reason.share()))
            .collect(Collectors.joining("; "));
  }

  static List<Reason> reasons(Combination combination, Terms terms) {
    double sum =
        combination.terms().stream()
            .mapToDouble(term -> combination.excess(term).of(terms.value(term)))
            .sum();
    return combination.terms().stream()
        .map(term -> reason(term, combination.excess(term).of(terms.value(term)), sum))
        .filter(reason -> reason.excess() > 0)
        .sorted(Comparator.comparingDouble(Reason::excess).reversed())
        .toList();
  }

  private static Reason reason(Term term, double excess, double sum) {
    return new Reason(term, excess, excess / sum);
  }
}
