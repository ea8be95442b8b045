package dev.surprisal.trainer.fit;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which images make up which step of a run, and the random numbers that each step draws. A function
 * of the settings alone, so that a run can be resumed after any epoch.
 *
 * @param images how many there are to fit on
 */
record StepPlan(FitSettings settings, int images) {
  /** Steps of one epoch. */
  long perEpoch() {
    return ((long) settings.passes() * images + settings.batch() - 1L) / settings.batch();
  }

  double learningRate(long step, List<Double> heldOutNats) {
    return settings.learningRate().at(step, settings.epochs() * perEpoch(), heldOutNats);
  }

  /** Weight of the KL, from 0 to 1. */
  double klWeight(long step) {
    long warmUp = settings.warmUpEpochs() * perEpoch();
    return warmUp == 0 ? 1 : Math.min(1, (step + 1.0) / warmUp);
  }

  /** Random numbers for the inputs of one step. */
  SplittableRandom inputs(long step) {
    return random(step, 2);
  }

  /** Every index once for each pass, shuffled within the pass. */
  int[] order(int epoch) {
    int passes = settings.passes();
    int[] order = new int[Math.multiplyExact(passes, images)];
    for (int pass = 0; pass < passes; pass++) {
      SplittableRandom random = random((long) epoch * passes + pass, 1);
      int start = pass * images;
      for (int i = 0; i < images; i++) {
        int j = random.nextInt(i + 1);
        order[start + i] = order[start + j];
        order[start + j] = i;
      }
    }
    return order;
  }

  private SplittableRandom random(long time, long purpose) {
    return new SplittableRandom(
        new SplittableRandom(settings.seed()).nextLong() ^ ((time << 8) | purpose));
  }
}
