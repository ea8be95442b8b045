package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The models' topic as one instance follows it: which model judges which record, those models in
 * memory, and whether what is known is all that was decided. See docs/adr/0030. Safe for use by
 * several threads.
 *
 * @param <M> what judges by a model
 */
public final class LiveModels<M> implements AutoCloseable {
  /** For how long a poll waits for a decision that is being made. */
  private static final Duration IN_POLL = Duration.ofSeconds(1);

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
  private final LoadedCandidate<M> candidate;
  private final KnownDecisions<M> known;
  private final Waiting waiting;
  private final Follower<M> follower;

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
    this.models = new LoadedModels<>("model", trust, use, System::nanoTime);
    this.candidate =
        new LoadedCandidate<>(
            this.models, new LoadedModels<>("candidate", trust, use, System::nanoTime));
    this.topic = new ModelsTopic(connection, models);
    try {
      topic.readToEnd();
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
    this.end = new TopicEnd(connection, models);
    this.known =
        new KnownDecisions<>(
            this.models, topic.history().regime(images), topic.records().position());
    this.waiting = new Waiting(this::isCurrent);
    this.follower = new Follower<>(topic, images, known, this.models, candidate, waiting, fatal);
  }

  /**
   * Follows the topic from now on, and waits until there is a model that judges and it is loaded.
   *
   * @param reasons hears why it is not done yet
   * @throws BadInputException if there is none in time, or it is refused
   */
  public M start(Duration patience, Consumer<String> reasons) throws InterruptedException {
    follower.start();
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Control> active = view().regime().active();
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
      Thread.sleep(Follower.PACE.toMillis());
    }
  }

  /** What is known. */
  public View<M> view() {
    return known.view();
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
    return () -> {
      long start = System.nanoTime();
      return asked
          .answer(IN_POLL)
          .flatMap(there -> known.upTo(there, IN_POLL.minusNanos(System.nanoTime() - start)));
    };
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
    return view().regime().active().map(Control::number).orElse(0);
  }

  /** The model in force, if it is in memory. */
  public Optional<M> active() {
    return view().regime().active().flatMap(control -> models.get(control.digest()));
  }

  /** The model that scores a share of the images beside it, if there is one in memory. */
  public Optional<Candidate<M>> candidate() {
    return candidate.in(view().regime());
  }

  /** What was decided, for a person. */
  public Standing standing() {
    Regime regime = view().regime();
    List<Refusal> refused = new ArrayList<>(models.refusals());
    refused.addAll(candidate.refusals());
    return new Standing(
        regime.changes(),
        regime.candidate().map(control -> Change.of(control, Optional.empty())),
        refused);
  }

  /** Whether the candidate cannot be used. */
  public boolean candidateRefused() {
    return candidate.isRefused();
  }

  /** How many models are in memory. */
  public int inMemory() {
    return models.size() + candidate.size();
  }

  /** How many models are refused that ought to be in memory to judge. */
  public int refused() {
    return models.refused();
  }

  private boolean isCurrent() {
    return end.ask().answer(IN_POLL).filter(known::reaches).isPresent();
  }

  @Override
  public void close() {
    follower.close();
    candidate.close();
    models.close();
    end.close();
    topic.close();
  }
}
