package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import dev.surprisal.data.Sha256;
import dev.surprisal.stream.models.Candidate;
import dev.surprisal.stream.models.LiveModels;
import dev.surprisal.stream.models.View;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The models of a topic, each from its barriers on. */
final class LiveJudges implements Judges, AutoCloseable {
  private static final long RETRY_MILLIS = 500;

  /** A view, as the scorer knows it. */
  private record Viewed(View<Judge> view) implements Known {
    @Override
    public Optional<Judge> at(int partition, long offset, Optional<String> topicId) {
      return view.at(partition, offset, topicId);
    }
  }

  private final String topic;
  private final LiveModels<Judge> models;
  private final Judge first;

  private LiveJudges(String topic, LiveModels<Judge> models, Judge first) {
    this.topic = topic;
    this.models = models;
    this.first = first;
  }

  /**
   * Follows a topic of models; returns when one of them is active and loaded.
   *
   * @param reasons hears why that takes time
   * @param fatal hears why this instance cannot go on, if ever
   * @throws BadInputException if there is none within {@code --startup-timeout}
   */
  static LiveJudges open(
      StreamSettings settings, String topic, Consumer<String> reasons, Consumer<String> fatal) {
    long deadline = System.nanoTime() + settings.startupTimeout().toNanos();
    try {
      while (true) {
        try {
          return opened(settings, topic, left(deadline), reasons, fatal);
        } catch (BadInputException e) {
          if (left(deadline).isZero()) {
            throw e;
          }
          reasons.accept(e.getMessage());
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("--model-topic: interrupted while a model was waited for", e);
    }
  }

  private static LiveJudges opened(
      StreamSettings settings,
      String topic,
      Duration patience,
      Consumer<String> reasons,
      Consumer<String> fatal)
      throws InterruptedException {
    LiveModels<Judge> models =
        new LiveModels<>(
            settings.connection(),
            topic,
            settings.topics().images(),
            settings.trust(),
            loaded -> Judge.of(loaded, settings.score(), settings.control(), settings.alerts()),
            fatal);
    try {
      return new LiveJudges(topic, models, models.start(patience, reasons));
    } catch (BadInputException | InterruptedException e) {
      models.close();
      throw e;
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  LiveModels<Judge> models() {
    return models;
  }

  @Override
  public Judge first() {
    return first;
  }

  @Override
  public Judge latest() {
    return models.active().orElse(first);
  }

  @Override
  public String mark() {
    return Sha256.of(("models of the topic " + topic).getBytes(UTF_8));
  }

  @Override
  public Known known() {
    return new Viewed(models.view());
  }

  @Override
  public Optional<Candidate<Judge>> candidate() {
    return models.candidate();
  }

  @Override
  public Question ask() {
    LiveModels.Question<Judge> asked = models.ask();
    return () -> asked.answer().map(Viewed::new);
  }

  @Override
  public void await() {
    models.await();
  }

  @Override
  public void close() {
    models.close();
  }
}
