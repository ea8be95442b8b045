package dev.surprisal.trainer.fit;

import java.util.List;

/**
 * The size of the steps over a run.
 *
 * @param schedule how it changes
 * @param first at the first step, above 0
 * @param last below which it never falls; reached at the last step by {@link Schedule#COSINE}
 */
public record LearningRate(Schedule schedule, double first, double last) {
  /** How the learning rate changes. */
  public enum Schedule {
    CONSTANT,
    /** Along a half cosine. Source: Loshchilov and Hutter 2016, equation 5 (arXiv:1608.03983). */
    COSINE,
    /** Halved whenever the held-out bound has not improved for three epochs. */
    PLATEAU
  }

  private static final int PATIENCE = 3;
  private static final double CUT = 0.5;

  public LearningRate {
    if (!(first > 0 && first < 10)) {
      throw new IllegalArgumentException("learning rate: expected above 0, below 10, got " + first);
    }
    if (!(last > 0 && last <= first)) {
      throw new IllegalArgumentException(
          "final learning rate: expected above 0, at most %s, got %s".formatted(first, last));
    }
  }

  public static LearningRate constant(double rate) {
    return new LearningRate(Schedule.CONSTANT, rate, rate);
  }

  public static LearningRate cosine(double first, double last) {
    return new LearningRate(Schedule.COSINE, first, last);
  }

  /** Down to a thousandth of {@code first}. */
  public static LearningRate plateau(double first) {
    return new LearningRate(Schedule.PLATEAU, first, first / 1000);
  }

  /**
   * @param step 0 to {@code steps} − 1
   * @param heldOutNats the bound after each epoch so far; lower is better
   */
  double at(long step, long steps, List<Double> heldOutNats) {
    return switch (schedule) {
      case CONSTANT -> first;
      case COSINE -> {
        double share = steps <= 1 ? 0 : (double) step / (steps - 1);
        yield last + (first - last) * 0.5 * (1 + Math.cos(Math.PI * share));
      }
      case PLATEAU -> Math.max(last, first * Math.pow(CUT, plateaus(heldOutNats)));
    };
  }

  private static int plateaus(List<Double> heldOutNats) {
    int plateaus = 0;
    int waited = 0;
    double best = Double.POSITIVE_INFINITY;
    for (double nats : heldOutNats) {
      waited = nats < best ? 0 : waited + 1;
      best = Math.min(best, nats);
      if (waited == PATIENCE) {
        plateaus++;
        waited = 0;
      }
    }
    return plateaus;
  }
}
