package dev.surprisal.trainer.network;

import org.nd4j.linalg.schedule.ISchedule;

/** A learning rate that the training loop sets before each step; all layers share one object. */
final class StepSize implements ISchedule {
  private static final long serialVersionUID = 1L;

  private double rate;

  void set(double rate) {
    this.rate = rate;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return rate;
  }

  /** The same one: DeepLearning4J gives each layer a clone, and all follow the loop. */
  @Override
  public ISchedule clone() {
    return this;
  }
}
