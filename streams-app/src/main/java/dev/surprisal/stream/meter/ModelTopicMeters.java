package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The meters of models that come from a topic. */
public final class ModelTopicMeters {
  private ModelTopicMeters() {}

  /** Adds them. */
  public static void register(
      MeterRegistry registry,
      BooleanSupplier waiting,
      IntSupplier decision,
      IntSupplier inMemory,
      IntSupplier refused,
      BooleanSupplier candidateRefused) {
    Gauge.builder("surprisal.model.waiting", () -> waiting.getAsBoolean() ? 1 : 0)
        .description("1 while images wait until it is known and loaded which model judges them")
        .register(registry);
    Gauge.builder("surprisal.model.decision", decision::getAsInt)
        .description("Number of the decision in force on the models' topic; 0 without one")
        .register(registry);
    Gauge.builder("surprisal.models.loaded", inMemory::getAsInt)
        .description("Models of the topic that are in memory")
        .register(registry);
    Gauge.builder("surprisal.models.refused", refused::getAsInt)
        .description("Models of the topic that ought to be in memory to judge and cannot be used")
        .register(registry);
    Gauge.builder("surprisal.candidate.refused", () -> candidateRefused.getAsBoolean() ? 1 : 0)
        .description("1 while the candidate cannot be used, which concerns no verdict")
        .register(registry);
  }
}
