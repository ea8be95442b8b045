package dev.surprisal.score;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Weighs terms against each other by how far each exceeds what clean images reach: S = Σ max(0, (s
 * − u) / β), with u the 90 % quantile of a term over clean images and β its mean exceedance above
 * u, divided by the term's weight; plus a small tie-break that orders images without any
 * exceedance.
 */
public final class Combination {
  private static final double TIE_BREAK = 0.001;
  private static final double TIE_BREAK_WIDTH = 20;

  /**
   * Where a term's excess begins and in which unit it is counted.
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

    /** 0 where clean images are; the term's weight at a usual excess of the strangest tenth. */
    public double of(double value) {
      return Math.max(0, standardised(value));
    }

    private double standardised(double value) {
      return (value - threshold) / meanExcess;
    }
  }

  private final Map<Term, Excess> byTerm;

  /**
   * @param byTerm at least one
   */
  public Combination(Map<Term, Excess> byTerm) {
    if (byTerm.isEmpty()) {
      throw new IllegalArgumentException("combination: expected at least one term, got none");
    }
    this.byTerm = new EnumMap<>(byTerm);
  }

  public Set<Term> terms() {
    return byTerm.keySet();
  }

  /** The excess of one of {@link #terms()}. */
  public Excess excess(Term term) {
    return byTerm.get(term);
  }

  /** S; higher = stranger. */
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
