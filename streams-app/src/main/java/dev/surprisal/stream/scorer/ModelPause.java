package dev.surprisal.stream.scorer;

import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.models.LiveModels;
import java.time.Duration;
import java.util.function.Consumer;

/** Images wait for a model by a pause of Kafka Streams, whose threads stay in the group. */
final class ModelPause implements LiveModels.Flow {
  private final Runnable pause;
  private final Runnable resume;
  private final Health health;
  private final Duration timeout;
  private final Consumer<String> failure;

  /**
   * @param pause lets Kafka Streams process nothing
   * @param timeout after which this instance gives up
   * @param failure hears why
   */
  ModelPause(
      Runnable pause, Runnable resume, Health health, Duration timeout, Consumer<String> failure) {
    this.pause = pause;
    this.resume = resume;
    this.health = health;
    this.timeout = timeout;
    this.failure = failure;
  }

  @Override
  public void pause() {
    pause.run();
  }

  @Override
  public void resume() {
    resume.run();
    health.cleared(Health.Obstacle.MODEL_AWAITED);
  }

  @Override
  public void waiting(String reason, Duration since) {
    health.obstructed(
        Health.Obstacle.MODEL_AWAITED,
        "images have waited for a model for %d s: %s".formatted(since.toSeconds(), reason));
    if (since.compareTo(timeout) > 0) {
      failure.accept(
          "--model-timeout: images have waited for a model for more than %d s: %s"
              .formatted(timeout.toSeconds(), reason));
    }
  }
}
