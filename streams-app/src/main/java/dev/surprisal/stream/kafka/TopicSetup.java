package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
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
  private final Optional<Rights> rights;

  /**
   * @param partitions of a topic that has to be created
   * @param create whether a missing topic is created, or an error
   */
  public TopicSetup(KafkaConnection connection, Topics topics, int partitions, boolean create) {
    this(connection, topics, partitions, create, Optional.empty());
  }

  /**
   * @param partitions of a topic that has to be created
   * @param create whether a missing topic is created, or an error
   * @param rights that are looked at first
   */
  public TopicSetup(
      KafkaConnection connection,
      Topics topics,
      int partitions,
      boolean create,
      Optional<Rights> rights) {
    this.connection = connection;
    this.topics = topics;
    this.partitions = partitions;
    this.create = create;
    this.rights = rights;
  }

  /**
   * Tries until the topics are there and have leaders.
   *
   * @param patience how long the broker may stay unreachable
   * @param reasons hears why it is not done yet, in words
   * @throws BadInputException if the broker stays unreachable, refuses us, or a topic is missing
   *     and may not be created, or rights are missing
   */
  public void await(Duration patience, Consumer<String> reasons) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    Optional<String> obstacle = attempt();
    String said = "";
    while (obstacle.isPresent()) {
      String reason = "%s: %s".formatted(connection.bootstrapServers(), obstacle.get());
      reasons.accept(reason);
      if (!reason.equals(said)) {
        log.info("waiting for Kafka: {}", reason);
        said = reason;
      }
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
      if (rights.isPresent()) {
        rights.get().expect(admin);
      }
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
   * Fails unless the leaders of all partitions answer. A producer that writes to a new topic before
   * that can lose its first batch (KAFKA-15591): the broker refuses the first batch and accepts the
   * second, and a retry of the first is then out of sequence.
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

  private Optional<String> obstacle(Throwable e) {
    if (e instanceof AuthenticationException) {
      throw new BadInputException("Kafka refuses to let us in: " + Causes.inOneLine(e), e);
    }
    if (e instanceof TimeoutException) {
      return Optional.of(Causes.inOneLine(e) + AdvertisedListeners.hint(connection));
    }
    String reason = Causes.inOneLine(e);
    // A name that is not known yet, as while a container starts.
    if (e instanceof RetriableException || reason.contains("No resolvable bootstrap urls")) {
      return Optional.of(reason);
    }
    throw new BadInputException("Kafka's client cannot start: " + reason, e);
  }

  private void create(Admin admin, Set<String> missing)
      throws ExecutionException, InterruptedException {
    if (!create) {
      throw new BadInputException(
          "topics %s are missing and --no-create-topics is set; %s".formatted(missing, advice()));
    }
    TopicCreation creation = new TopicCreation(admin, connection, partitions);
    try {
      for (String topic : missing) {
        creation.create(topic, topics.configuration(topic));
      }
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
}
