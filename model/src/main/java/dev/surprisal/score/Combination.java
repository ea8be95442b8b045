package dev.surprisal.score;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Adds up how far each term of the score exceeds its usual range: S = Σ max(0, (t − u) / β). For a
 * term t, u is its 90 % quantile over clean images, and β is the mean of t − u over the clean
 * images above u, divided by the term's weight. A small tie-break orders the images whose sum is 0.
 */
public final class Combination {
  private static final double TIE_BREAK = 0.001;
  private static final double TIE_BREAK_WIDTH = 20;

  /**
   * The threshold and the scale of one term.
   *
   * @param threshold u, in the term's unit
   * @param meanExcess β, in the term's unit, positive
   */
  public record Excess(double threshold, double meanExcess) {
    public Excess {
      if (!Double.isFinite(threshold) || !(meanExcess > 0) || Double.isInfinite(meanExcess)) {
        throw new IllegalArgumentException(
            "excess: expected a finite threshold and a positive mean, got %s and %s"
                .formatted(threshold, meanExcess));
      }
    }

    /** 0 up to the threshold; 1 at the threshold plus the mean excess; linear from there on. */
    public double of(double value) {
      return Math.max(0, standardised(value));
    }

    private double standardised(double value) {
      return (value - threshold) / meanExcess;
    }
  }

  private final Map<Term, Excess> byTerm;

  /**
   * @param byTerm threshold and scale of each term that counts
   * @throws IllegalArgumentException if there are none
   */
  public Combination(Map<Term, Excess> byTerm) {
    if (byTerm.isEmpty()) {
      throw new IllegalArgumentException("combination: expected at least one term, got none");
    }
    this.byTerm = new EnumMap<>(byTerm);
  }

  /** The terms that count, in the order of {@link Term}. */
  public Set<Term> terms() {
    return byTerm.keySet();
  }

  /** Threshold and scale of one of {@link #terms()}. */
  public Excess excess(Term term) {
    return byTerm.get(term);
  }

  /** The sum S and the tie-break, without a unit; higher = stranger. */
  public double of(Terms values) {
    double sum = 0;
    double order = 0;
    for (Map.Entry<Term, Excess> entry : byTerm.entrySet()) {
      double value = values.value(entry.getKey());
      sum += entry.getValue().of(value);
      order += Math.tanh(entry.getValue().standardised(value) / TIE_BREAK_WIDTH);
    }
    return sum + TIE_BREAK * order / byTerm.size();
  }
}
