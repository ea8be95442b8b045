package dev.surprisal.trainer.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/** Adam whose step is computed by {@link FusedAdamStep}. */
final class FusedAdam extends Adam {
  private static final long serialVersionUID = 1L;

  private final transient ISchedule schedule;

  FusedAdam(ISchedule schedule) {
    super(schedule);
    this.schedule = schedule;
  }

  @Override
  public GradientUpdater<Adam> instantiate(INDArray state, boolean initialize) {
    FusedAdamStep step = new FusedAdamStep(this);
    INDArray flat = state.reshape(state.length());
    long[] shape = {flat.length() / 2};
    step.setStateViewArray(flat, shape, flat.ordering(), initialize);
    return step;
  }

  @Override
  public Adam clone() {
    return new FusedAdam(schedule);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof FusedAdam;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
