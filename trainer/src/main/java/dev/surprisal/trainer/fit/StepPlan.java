package dev.surprisal.trainer.fit;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The order of a run: which images make up which step, and what chance each step gets. A function
 * of the settings alone, so that a run can be resumed anywhere.
 */
record StepPlan(FitSettings settings, int images) {
  /** Steps of one epoch. */
  long perEpoch() {
    return (images + settings.batch() - 1L) / settings.batch();
  }

  double learningRate(long step, List<Double> heldOutNats) {
    return settings.learningRate().at(step, settings.epochs() * perEpoch(), heldOutNats);
  }

  /** Weight of the KL, from 0 to 1. */
  double klWeight(long step) {
    long warmUp = settings.warmUpEpochs() * perEpoch();
    return warmUp == 0 ? 1 : Math.min(1, (step + 1.0) / warmUp);
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
