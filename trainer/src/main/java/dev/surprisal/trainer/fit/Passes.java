package dev.surprisal.trainer.fit;

import java.util.SplittableRandom;

/**
 * The order of a run: which images make up which step, and what chance each step gets. A function
 * of the settings alone, so that a run can be resumed anywhere.
 */
record Passes(FitSettings settings, int images) {
  /** All steps of the run. */
  long steps() {
    return settings.epochs() * ((images + settings.batch() - 1L) / settings.batch());
  }

  double learningRate(long step) {
    return settings.learningRate(step, steps());
  }

  /** What the inputs of one step draw from. */
  SplittableRandom inputs(long step) {
    return random(step, 2);
  }

  /** Every index once, in an order of the epoch's own. */
  int[] order(int epoch) {
    SplittableRandom random = random(epoch, 1);
    int[] order = new int[images];
    for (int i = 0; i < images; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private SplittableRandom random(long time, long purpose) {
    return new SplittableRandom(
        new SplittableRandom(settings.seed()).nextLong() ^ ((time << 8) | purpose));
  }
}
