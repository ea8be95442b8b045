package dev.surprisal.score;

import dev.surprisal.BadInputException;

/**
 * Controls the share of false alarms among all alarms of a stream, rather than among the clean
 * images: a level for each image that grows after every discovery and falls back with time.
 *
 * <p>LORD with decaying memory: image t alarms when its p-value is at most α_t = q · ((1 − δ) + Σ_j
 * δ^(t−τ_j) γ_(t−τ_j)) over the discoveries τ_j before t, with γ_k = (1 − ρ) ρ^(k−1). Since the γ
 * sum to 1, Σ_t δ^(T−t) α_t ≤ q · (1 + Σ_j δ^(T−τ_j)) at any time T: of the alarms remembered with
 * decay δ, plus one, a share of at most q is false in expectation. It assumes that a clean image's
 * p-value is super-uniform given what came before, as it is when clean images are independent and
 * like the calibration set. A geometric γ makes the sum a single number, and the constant (1 − δ)
 * keeps a quiet stream from losing the power to alarm at all.
 *
 * <p>Sources: Ramdas, Yang, Wainwright and Jordan 2017 (arXiv:1710.00499) for decaying memory;
 * Rebjock, Kurt, Januschowski and Callot 2021 for the constant added to the discoveries (NeurIPS
 * 34).
 *
 * @param rate q, the share of false alarms among all, in (0, 1)
 */
public record OnlineFdr(double rate) {
  /** δ: a discovery a hundred images ago weighs a third of a new one. */
  static final double MEMORY = 0.99;

  /** ρ: how slowly a discovery's allowance is spent. */
  static final double SPENDING = 0.9;

  /**
   * What earlier discoveries allow.
   *
   * @param time of the last discovery; −1 before the first
   * @param allowance Σ_j δ^(t−τ_j) γ_(t−τ_j) at t = {@code time} + 1, in [0, 1)
   */
  public record State(long time, double allowance) {
    /** Before any discovery. */
    public static final State NONE = new State(-1, 0);

    public State {
      if (time < -1 || !(allowance >= 0 && allowance < 1)) {
        throw new IllegalArgumentException(
            "state: expected a time of at least -1 and an allowance in [0, 1), got %d and %s"
                .formatted(time, allowance));
      }
    }
  }

  public OnlineFdr {
    if (!(rate > 0 && rate < 1)) {
      throw new IllegalArgumentException("rate: expected a number in (0, 1), got " + rate);
    }
  }

  /**
   * The control, if a calibration can give p-values as small as its first level.
   *
   * @throws BadInputException if it cannot, naming the smallest rate that it can
   */
  public static OnlineFdr supportedBy(Calibration calibration, double rate) {
    double smallest = calibration.smallestRate() / (1 - MEMORY);
    if (!(rate >= smallest && rate < 1)) {
      throw new BadInputException(
          "--fdr: expected at least %.3g (for the bundle's n = %d calibration images) and below 1, got %s"
              .formatted(smallest, calibration.size(), rate));
    }
    return new OnlineFdr(rate);
  }

  /**
   * α_t, at most {@link #rate}.
   *
   * @param time after the state's; may skip, which only makes the level lower
   */
  public double level(State state, long time) {
    return rate * (1 - MEMORY + allowance(state, time));
  }

  /** The state after a discovery. */
  public State discovered(State state, long time) {
    double spent = allowance(state, time) * MEMORY * SPENDING;
    return new State(time, spent + MEMORY * (1 - SPENDING));
  }

  private static double allowance(State state, long time) {
    return state.allowance() * Math.pow(MEMORY * SPENDING, time - state.time() - 1.0);
  }
}
