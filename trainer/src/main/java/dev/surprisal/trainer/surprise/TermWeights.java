package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.vae.Vae;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From which value on each term of {@code surprise} counts, and how much. */
final class TermWeights {
  /** A term counts only above this quantile of clean images. */
  private static final double THRESHOLD_QUANTILE = 0.9;

  /** How many images the tail counts for that the clean images' quantiles suggest. */
  private static final int TAIL_IMAGES = 10;

  /**
   * Weight of a term that some anomalies raise alone, relative to the others: a digit upside down
   * raises the discriminator's only, a digit never met the nearest latent's, a blurred garment the
   * sharpness's. Its excess alone must exceed what the sum of all terms reaches on clean images.
   */
  private static final double WEIGHT_OF_A_LONELY_TERM = 2;

  /** Of all terms, before they are weighed. */
  static final Combination UNITS = units();

  private TermWeights() {}

  private static Combination units() {
    Map<Term, Excess> units = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      units.put(term, new Excess(0, 1));
    }
    return new Combination(units);
  }

  /**
   * The combination that suits the images.
   *
   * @param unweighted of which the terms count
   * @param held clean images that no network was fitted on and that no p-value will rest on
   */
  static Combination of(Vae vae, Surprise unweighted, ImageSource held) {
    List<Scores> scores =
        ScoredSet.of(new Model(vae, Optional.of(unweighted)), Set.of(Score.SURPRISE), held)
            .scores();
    double localWeight = unweighted.local().map(l -> LocalWeight.of(vae, l, held)).orElse(1.0);
    Map<Term, Excess> weights = new EnumMap<>(Term.class);
    for (Term term : unweighted.combination().terms()) {
      weights.put(term, excess(term, scores, localWeight));
    }
    return new Combination(weights);
  }

  static Excess excess(Term term, List<Scores> scores, double localWeight) {
    double[] values =
        scores.stream().mapToDouble(s -> s.terms().orElseThrow().value(term)).sorted().toArray();
    int below = (int) (THRESHOLD_QUANTILE * values.length);
    double threshold = values[below];
    double weight =
        switch (term) {
          case ELBO, LIKELIHOOD_RATIO, DENSITY -> 1;
          case DISCRIMINATOR, NEAREST, SHARPNESS -> WEIGHT_OF_A_LONELY_TERM;
          case LOCAL -> localWeight;
        };
    return new Excess(threshold, Math.max(meanExcess(values, below) / weight, Double.MIN_NORMAL));
  }

  /**
   * The mean excess over the threshold. Of a small set only a few images exceed it, so that it is
   * drawn towards what an exponential tail through the median would have.
   */
  private static double meanExcess(double[] sorted, int below) {
    double threshold = sorted[below];
    double sum = Arrays.stream(sorted, below, sorted.length).map(v -> v - threshold).sum();
    double ofTail =
        (threshold - sorted[sorted.length / 2]) / Math.log(0.5 / (1 - THRESHOLD_QUANTILE));
    return (sum + TAIL_IMAGES * ofTail) / (sorted.length - below + TAIL_IMAGES);
  }
}
