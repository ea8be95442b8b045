package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models' topic as one instance follows it: which model judges which record, those models in
 * memory, and whether what is known is all that was decided. See docs/adr/0030. Safe for use by
 * several threads.
 *
 * @param <M> what judges by a model
 */
public final class LiveModels<M> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveModels.class);

  /** For how long a poll waits for a decision that is being made; most take a tenth of it. */
  static final Duration IN_POLL = Duration.ofSeconds(1);

  private static final Duration TAIL = Duration.ofMillis(100);

  /** What is to be done when records have to wait, and when they no longer have to. */
  public interface Flow {
    /** Lets no record be judged; from any thread, at once. */
    void pause();

    /** Lets records be judged again. */
    void resume();

    /** Hears now and then why they wait, and for how long they have. */
    void waiting(String reason, Duration since);
  }

  private final ModelsTopic topic;
  private final String images;
  private final TopicEnd end;
  private final LoadedModels<M> models;
  private final Consumer<String> fatal;
  private final Thread tail;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object moved = new Object();
  private volatile View<M> view;
  private long position;
  private Waiting waiting;

  /**
   * Reads the topic to its end; nothing is loaded yet.
   *
   * @param images the topic whose images are judged
   * @param use makes of a bundle what judges by it, or throws a {@link BadInputException}
   * @param fatal hears why this instance cannot go on, if ever
   * @throws BadInputException if the topic cannot be read
   */
  public LiveModels(
      KafkaConnection connection,
      String models,
      String images,
      Trust trust,
      Function<LoadedBundle, M> use,
      Consumer<String> fatal) {
    this.images = images;
    this.fatal = fatal;
    this.models = new LoadedModels<>(trust, use, System::nanoTime);
    this.topic = new ModelsTopic(connection, models);
    try {
      topic.readToEnd();
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
    this.end = new TopicEnd(connection, models);
    publish();
    this.waiting = new Waiting(this::isCurrent);
    this.tail = new Thread(this::follow, "surprisal-models");
    tail.setDaemon(true);
  }

  /**
   * Follows the topic from now on, and waits until there is a model that judges and it is loaded.
   *
   * @param reasons hears why it is not done yet
   * @throws BadInputException if there is none in time, or it is refused
   */
  public M start(Duration patience, Consumer<String> reasons) throws InterruptedException {
    tail.start();
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Control> active = view.regime().active();
      Optional<M> model = active.flatMap(control -> models.get(control.digest()));
      if (model.isPresent()) {
        return model.get();
      }
      String reason =
          active
              .map(control -> models.reason(control.digest()))
              .orElse(
                  "no model is active for the images of %s on the topic %s; surprisal models activate says which one is"
                      .formatted(images, topic.name()));
      reasons.accept(reason);
      if (System.nanoTime() > deadline) {
        throw new BadInputException("--model-topic: " + reason);
      }
      synchronized (moved) {
        moved.wait(TAIL.toMillis());
      }
    }
  }

  /** What is known. */
  public View<M> view() {
    return view;
  }

  /** A question for what was decided, being answered. */
  public interface Question<M> {
    /**
     * What was decided before the question, or later; nothing if that cannot be said within a
     * second, or while records wait anyway.
     */
    Optional<View<M>> answer();
  }

  /** Begins to ask for all that was decided before this call. */
  public Question<M> ask() {
    if (waiting.isOn()) {
      return Optional::empty;
    }
    TopicEnd.Question asked = end.ask();
    return () -> asked.answer(IN_POLL).filter(this::awaitPosition).map(there -> view);
  }

  private boolean awaitPosition(long offset) {
    long deadline = System.nanoTime() + IN_POLL.toNanos();
    synchronized (moved) {
      while (position < offset) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          moved.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /** Says how records are made to wait, before any is. */
  public void bind(Flow flow) {
    waiting.bind(flow);
  }

  /** Lets records wait until all is known and loaded that was decided before this call. */
  public void await() {
    waiting.begin();
  }

  /** Whether records wait. */
  public boolean isWaiting() {
    return waiting.isOn();
  }

  /** The number of the decision in force. */
  public int decision() {
    return view.regime().active().map(Control::number).orElse(0);
  }

  /** The model in force, if it is in memory. */
  public Optional<M> active() {
    return view.regime().active().flatMap(control -> models.get(control.digest()));
  }

  /** How many models are in memory. */
  public int inMemory() {
    return models.size();
  }

  /** How many models are refused that ought to be in memory. */
  public int refused() {
    return models.refusals().size();
  }

  private void follow() {
    while (closed.getCount() > 0) {
      try {
        topic.records().poll(TAIL).forEach(topic::take);
        publish();
        models.see(view.regime().wanted(), topic::fetch);
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

  private void publish() {
    Regime regime = topic.history().regime(images);
    long now = topic.records().position();
    synchronized (moved) {
      if (view == null || !view.regime().equals(regime)) {
        view = new View<>(regime, models);
        models.forgetMissing();
      }
      position = now;
      moved.notifyAll();
    }
  }

  private boolean isCurrent() {
    Optional<Long> there = end.ask().answer(IN_POLL);
    synchronized (moved) {
      return there.isPresent() && position >= there.get();
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
      tail.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    models.close();
    end.close();
    topic.close();
  }
}
