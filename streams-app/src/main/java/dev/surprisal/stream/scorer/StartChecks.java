package dev.surprisal.stream.scorer;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.OutputTopics;
import dev.surprisal.stream.kafka.Rights;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked at before this instance joins the group. */
final class StartChecks {
  private static final Logger log = LoggerFactory.getLogger(StartChecks.class);

  /** For a question to the brokers. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private StartChecks() {}

  /**
   * Waits for the broker, then looks at rights, topics and the group's other instances.
   *
   * @param limit is lowered to what the output topics permit
   * @param reasons hears why it is not done yet, in words
   * @throws BadInputException if this instance cannot work, or must not
   */
  static void run(
      StreamSettings settings, OutputLimit limit, GroupModels models, Consumer<String> reasons)
      throws InterruptedException {
    new TopicSetup(
            settings.connection(),
            settings.topics(),
            settings.partitions(),
            settings.createTopics(),
            Optional.of(rights(settings)))
        .await(settings.startupTimeout(), reasons);
    settings
        .labels()
        .ifPresent(
            topic -> LabelsTopic.ensure(settings.connection(), topic, settings.createTopics()));
    OutputTopics.check(settings.connection(), settings.topics(), limit);
    lookAtModels(settings, models);
  }

  /**
   * Sets the group to where a span begins that is scored again.
   *
   * @throws BadInputException if it has been scored already, or the brokers refuse
   */
  static void begin(StreamSettings settings, Replay replay) throws InterruptedException {
    try (Admin admin = settings.connection().admin(PATIENCE)) {
      replay.begin(admin, settings.topics().images(), settings.applicationId());
    } catch (ExecutionException e) {
      throw new BadInputException(
          "--from: the offsets of the group %s cannot be set: %s"
              .formatted(settings.applicationId(), Causes.inOneLine(e)),
          e);
    }
  }

  private static Rights rights(StreamSettings settings) {
    Topics topics = settings.topics();
    Map<String, Set<AclOperation>> needed = new HashMap<>();
    needed.put(topics.images(), Set.of(READ));
    topics.outputs().forEach(output -> needed.put(output, Set.of(WRITE)));
    settings.labels().ifPresent(labels -> needed.put(labels, Set.of(READ)));
    settings.pageLabels().ifPresent(labels -> needed.put(labels, Set.of(READ, WRITE)));
    settings.modelTopic().ifPresent(models -> needed.put(models, Set.of(READ)));
    settings.changelog().ifPresent(state -> needed.put(state, Set.of(READ, WRITE)));
    return new Rights(
        settings.connection(),
        needed,
        settings.group(),
        settings.guarantee() == Guarantee.EXACTLY_ONCE
            ? Optional.of(settings.applicationId())
            : Optional.empty());
  }

  private static void lookAtModels(StreamSettings settings, GroupModels models)
      throws InterruptedException {
    try (Admin admin = settings.connection().admin(PATIENCE)) {
      models.look(settings.group().describe(admin));
    } catch (ExecutionException e) {
      String problem = "the group's models cannot be looked at: " + Causes.inOneLine(e);
      if (settings.strictModel()) {
        throw new BadInputException("--strict-model: " + problem, e);
      }
      log.warn(problem);
    }
    models
        .reason()
        .filter(reason -> settings.strictModel())
        .ifPresent(
            reason -> {
              throw new BadInputException(GroupModels.refused(reason));
            });
  }
}
