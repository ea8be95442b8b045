package dev.surprisal.trainer.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/** Adam whose step is computed by {@link FastAdamStep}. */
final class FastAdam extends Adam {
  private static final long serialVersionUID = 1L;

  private final transient ISchedule schedule;

  FastAdam(ISchedule schedule) {
    super(schedule);
    this.schedule = schedule;
  }

  @Override
  public GradientUpdater<Adam> instantiate(INDArray state, boolean initialize) {
    FastAdamStep step = new FastAdamStep(this);
    INDArray flat = state.reshape(state.length());
    long[] shape = {flat.length() / 2};
    step.setStateViewArray(flat, shape, flat.ordering(), initialize);
    return step;
  }

  @Override
  public Adam clone() {
    return new FastAdam(schedule);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof FastAdam;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
