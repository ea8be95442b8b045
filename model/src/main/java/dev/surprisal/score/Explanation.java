package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why an image is called anomalous.
 *
 * @param reconstruction what the model would have expected instead
 * @param residual where the image differs from that more than clean images do
 * @param reasons the terms of the score that exceed what clean images reach, the strongest first;
 *     none where the score is a single figure
 */
public record Explanation(GrayImage reconstruction, GrayImage residual, List<Reason> reasons) {
  /**
   * One term of the score.
   *
   * @param excess how far the term exceeds the clean images' 90 % quantile, in units of their mean
   *     excess; above 0
   * @param share of the whole score, in (0, 1]
   */
  public record Reason(Term term, double excess, double share) {}

  public Explanation {
    reasons = List.copyOf(reasons);
  }

  /** One line for a person, the strongest reason first. */
  public String inWords() {
    return reasons.isEmpty()
        ? "the score is beyond what clean images reach"
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
