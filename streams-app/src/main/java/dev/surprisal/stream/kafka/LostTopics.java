package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted under a running scorer, which Kafka's clients only wait for, and
 * creates an output topic again. What was on it is gone.
 */
public final class LostTopics {
  private static final Logger log = LoggerFactory.getLogger(LostTopics.class);

  /** So that somebody who replaces a topic has a few seconds for the new one. */
  private static final int LOOKS_BEFORE_CREATION = 3;

  private final Topics topics;
  private final boolean create;
  private final Admin admin;
  private final TopicCreation creation;
  private Set<String> lost = Set.of();
  private int looks;

  /**
   * @param partitions of a topic that has to be created
   * @param create whether an output topic may be created
   */
  public LostTopics(
      Admin admin, KafkaConnection connection, Topics topics, int partitions, boolean create) {
    this.admin = admin;
    this.topics = topics;
    this.create = create;
    this.creation = new TopicCreation(admin, connection, partitions);
  }

  /** Looks once; says what is lost and what becomes of it, if anything is. */
  public Optional<String> look() throws ExecutionException, InterruptedException {
    Set<String> missing = new TreeSet<>(topics.all());
    missing.removeAll(admin.listTopics().names().get());
    looks = missing.equals(lost) ? looks + 1 : 1;
    if (!missing.equals(lost) && !lost.isEmpty() && missing.isEmpty()) {
      log.info("the topics {} are there again; what was on them is not", lost);
    }
    lost = Set.copyOf(missing);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    boolean ours = create && !missing.contains(topics.images());
    String reason =
        "the topics %s are gone; %s"
            .formatted(missing, ours ? "they are created again" : "create them again");
    if (looks == 1) {
      log.warn("{}", reason);
    }
    if (ours && looks >= LOOKS_BEFORE_CREATION) {
      for (String topic : missing) {
        createAgain(topic);
      }
    }
    return Optional.of(reason);
  }

  private void createAgain(String topic) throws ExecutionException, InterruptedException {
    try {
      creation.create(topic, topics.configuration(topic));
    } catch (BadInputException e) {
      log.warn("{}", e.getMessage());
    }
  }
}
