package dev.surprisal.score;

import dev.surprisal.BadInputException;

/**
 * Controls the share of false alarms among all alarms of a stream, instead of the share of clean
 * images that alarm. Each image has a level of its own, which rises after every discovery and then
 * decays.
 *
 * <p>LORD with decaying memory: image t alarms when its p-value is at most α_t = q · ((1 − δ) + Σ_j
 * δ^(t−τ_j) γ_(t−τ_j)) over the discoveries τ_j before t, with γ_k = (1 − ρ) ρ^(k−1). Since the γ
 * sum to 1, Σ_t δ^(T−t) α_t ≤ q · (1 + Σ_j δ^(T−τ_j)) at any time T: if each alarm counts with a
 * weight that decays by δ per image, the expected weight of the false alarms is at most q times the
 * weight of all alarms plus q. It assumes that a clean image's p-value is super-uniform given what
 * came before, as it is when clean images are independent and like the calibration set. A geometric
 * γ makes the sum a single number, and the constant (1 − δ) keeps a quiet stream from losing the
 * power to alarm at all.
 *
 * <p>Sources: Ramdas, Yang, Wainwright and Jordan 2017 (arXiv:1710.00499) for decaying memory;
 * Rebjock, Kurt, Januschowski and Callot 2021 for the constant added to the discoveries (NeurIPS
 * 34).
 *
 * @param rate q, the share of false alarms among all, in (0, 1)
 */
public record OnlineFdr(double rate) {
  /** δ: a discovery of 100 images ago counts 0.37 times as much as a new one. */
  static final double MEMORY = 0.99;

  /** ρ, the decay of γ: the larger it is, the more images share a discovery's allowance. */
  static final double SPENDING = 0.9;

  /**
   * The state of the control after a discovery.
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
   * A control that a calibration supports: its smallest p-value is at most the level that holds
   * before any discovery.
   *
   * @param rate q
   * @throws BadInputException if the rate is too small; the message names the smallest one
   */
  public static OnlineFdr supportedBy(Calibration calibration, double rate) {
    double smallest = calibration.smallestRate() / (1 - MEMORY);
    if (!(rate >= smallest && rate < 1)) {
      throw new BadInputException(
          "fdr: expected at least %.3g (for n = %d calibration images) and below 1, got %s"
              .formatted(smallest, calibration.size(), rate));
    }
    return new OnlineFdr(rate);
  }

  /**
   * The level α_t: the image at this time alarms if its p-value is at most that.
   *
   * @param time times may be left out, which only lowers the level. An image that is not later than
   *     the last discovery is judged again, after a failure under at-least-once, or its topic was
   *     made anew: what the discoveries allowed then is not known, and its level is the one without
   *     any
   * @return above 0, at most {@link #rate}
   */
  public double level(State state, long time) {
    return rate * (1 - MEMORY + allowance(state, time));
  }

  /** The state after a discovery; the same when the time is not later than the state's. */
  public State discovered(State state, long time) {
    if (time <= state.time()) {
      return state;
    }
    double spent = allowance(state, time) * MEMORY * SPENDING;
    return new State(time, spent + MEMORY * (1 - SPENDING));
  }

  private static double allowance(State state, long time) {
    if (time <= state.time()) {
      return 0;
    }
    return state.allowance() * Math.pow(MEMORY * SPENDING, time - state.time() - 1.0);
  }
}
