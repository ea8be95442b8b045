package dev.surprisal.stream.models;

import dev.surprisal.stream.kafka.Causes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on in the models' topic, on a thread of its own: takes in what is decided, sees to it that
 * the models are loaded, and ends the waiting when it can be ended.
 */
final class Follower<M> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  /** The longest time from one look at what is loaded, and who waits, to the next. */
  static final Duration PACE = Duration.ofMillis(100);

  private final ModelsTopic topic;
  private final String images;
  private final KnownDecisions<M> known;
  private final LoadedModels<M> models;
  private final LoadedCandidate<M> candidate;
  private final Waiting waiting;
  private final Consumer<String> fatal;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param topic stays the caller's, and is used by this thread only from the start to the close
   * @param images the topic whose images are judged
   * @param fatal hears why this instance cannot go on, if ever
   */
  Follower(
      ModelsTopic topic,
      String images,
      KnownDecisions<M> known,
      LoadedModels<M> models,
      LoadedCandidate<M> candidate,
      Waiting waiting,
      Consumer<String> fatal) {
    this.topic = topic;
    this.images = images;
    this.known = known;
    this.models = models;
    this.candidate = candidate;
    this.waiting = waiting;
    this.fatal = fatal;
    this.thread = new Thread(this::follow, "surprisal-models");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    while (closed.getCount() > 0) {
      try {
        topic.records().poll(PACE).forEach(topic::take);
        known.read(topic.history().regime(images), topic.records().position());
        Regime regime = known.view().regime();
        models.see(regime.wanted(), topic::fetch);
        candidate.see(regime, topic::fetch);
        waiting.look(this::obstacle);
      } catch (WakeupException e) {
        log.debug("the models' topic is followed no longer");
      } catch (NewerReleaseException e) {
        fatal.accept(e.getMessage());
        return;
      } catch (RuntimeException e) {
        // Images wait meanwhile, and the instance gives up if that lasts.
        log.warn("the models' topic cannot be followed: {}", Causes.inOneLine(e));
        waiting.look(() -> Optional.of("the models' topic cannot be followed"));
        pauseBriefly();
      }
    }
  }

  private void pauseBriefly() {
    try {
      boolean unused = closed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why records cannot be judged although all is known that was decided. */
  private Optional<String> obstacle() {
    return models.missing().stream().findFirst().map(models::reason);
  }

  @Override
  public void close() {
    closed.countDown();
    topic.records().wakeUp();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
