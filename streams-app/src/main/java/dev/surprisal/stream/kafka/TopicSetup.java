package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the broker and sees to it that the topics are there. */
public final class TopicSetup {
  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
  private static final int ATTEMPT_MILLIS = 5_000;
  private static final int RETRY_MILLIS = 200;
  private static final OffsetSpec LATEST = OffsetSpec.latest();

  private final KafkaConnection connection;
  private final Topics topics;
  private final int partitions;
  private final boolean create;

  /**
   * @param partitions of a topic that has to be created
   * @param create whether a missing topic is created, or an error
   */
  public TopicSetup(KafkaConnection connection, Topics topics, int partitions, boolean create) {
    this.connection = connection;
    this.topics = topics;
    this.partitions = partitions;
    this.create = create;
  }

  /**
   * Tries until the topics are there and can be written to.
   *
   * @param patience how long the broker may stay unreachable
   * @param reasons hears why it is not done yet, in words
   * @throws BadInputException if the broker stays unreachable, refuses us, or a topic is missing
   *     and may not be created
   */
  public void await(Duration patience, Consumer<String> reasons) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    Optional<String> obstacle = attempt();
    while (obstacle.isPresent()) {
      String reason = "%s: %s".formatted(connection.bootstrapServers(), obstacle.get());
      reasons.accept(reason);
      log.info("waiting for Kafka: {}", reason);
      if (!Instant.now().isBefore(deadline)) {
        throw new BadInputException(
            "--bootstrap-servers: %s; gave up after %d s, see --startup-timeout"
                .formatted(reason, patience.toSeconds()));
      }
      Thread.sleep(RETRY_MILLIS);
      obstacle = attempt();
    }
  }

  /** Nothing when done, or why another attempt may help. */
  private Optional<String> attempt() throws InterruptedException {
    Map<String, Object> properties = connection.forAdmin();
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MILLIS);
    try (Admin admin = Admin.create(properties)) {
      Set<String> missing = missing(admin);
      if (missing.isEmpty()) {
        askLeaders(admin);
        return Optional.empty();
      }
      create(admin, missing);
      return Optional.of("topics %s are being created".formatted(missing));
    } catch (ExecutionException e) {
      return obstacle(e.getCause());
    } catch (KafkaException e) {
      return obstacle(e);
    }
  }

  /**
   * Fails unless the leaders of all partitions answer. Of records that reach a new topic before, a
   * producer may lose the first (KAFKA-15591): its second request can be taken when its first was
   * not, which then never fits.
   */
  private void askLeaders(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic :
        admin.describeTopics(topics.all()).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(p -> ends.put(new TopicPartition(topic.name(), p.partition()), LATEST));
    }
    admin.listOffsets(ends).all().get();
  }

  private static Optional<String> obstacle(Throwable e) {
    if (e instanceof AuthenticationException) {
      throw new BadInputException("Kafka refuses to let us in: " + e.getMessage(), e);
    }
    // Of two instances that start together, one finds the topics created.
    if (e instanceof RetriableException || e instanceof TopicExistsException) {
      return Optional.of(text(e));
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ConfigException && text(cause).contains("resolvable")) {
      return Optional.of(text(cause));
    }
    throw new BadInputException("Kafka's client cannot start: " + text(cause), e);
  }

  private void create(Admin admin, Set<String> missing)
      throws ExecutionException, InterruptedException {
    if (!create) {
      throw new BadInputException(
          "topics %s are missing and --no-create-topics is set; %s".formatted(missing, advice()));
    }
    List<NewTopic> wanted =
        missing.stream()
            .map(
                name ->
                    new NewTopic(name, Optional.of(partitions), Optional.empty())
                        .configs(topics.configuration(name)))
            .toList();
    try {
      admin.createTopics(wanted).all().get();
      log.info("created the topics {} with {} partitions each", missing, partitions);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new BadInputException(
            "topics %s are missing and this user may not create them; %s"
                .formatted(missing, advice()),
            e);
      }
      throw e;
    }
  }

  private Set<String> missing(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> missing = new TreeSet<>(topics.all());
    missing.removeAll(admin.listTopics(new ListTopicsOptions().listInternal(false)).names().get());
    return missing;
  }

  private String advice() {
    return "create them, %s with max.message.bytes of at least that of %s"
        .formatted(topics.rejected(), topics.images());
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
