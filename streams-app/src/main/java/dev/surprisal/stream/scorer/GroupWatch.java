package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.Group;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Looks at the group's models when its partitions have moved, and now and then. One thread's. */
final class GroupWatch {
  /** Calls from one look to the next while nothing changes: half a minute of health checks. */
  static final int PACE = 15;

  /** Asks the brokers. */
  interface Question {
    Group.Description ask() throws ExecutionException, InterruptedException;
  }

  private final GroupModels models;
  private final boolean strict;
  private final BooleanSupplier running;
  private final Consumer<String> refusal;
  private Set<Integer> assigned = Set.of();
  private boolean joined;
  private int calls;

  /**
   * @param strict whether this instance ends if another model came into the group with it
   * @param running whether this instance has joined the group
   * @param refusal hears at most once why it has to end
   */
  GroupWatch(
      GroupModels models, boolean strict, BooleanSupplier running, Consumer<String> refusal) {
    this.models = models;
    this.strict = strict;
    this.running = running;
    this.refusal = refusal;
  }

  /** Looks if it is time to. */
  void look(Question question, Set<Integer> nowAssigned)
      throws ExecutionException, InterruptedException {
    boolean joins = !joined && running.getAsBoolean();
    if (!joins && nowAssigned.equals(assigned) && ++calls < PACE) {
      return;
    }
    calls = 0;
    assigned = Set.copyOf(nowAssigned);
    models.look(question.ask());
    if (joins) {
      joined = true;
      // A later one has come to a group that was in order, and is itself the one to be refused.
      models.reason().filter(reason -> strict).ifPresent(refusal);
    }
  }
}
