package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What a user must be permitted, asked of the brokers before anything depends on it. Brokers
 * without an authorizer permit everything; what they cannot tell shows when it is needed.
 *
 * @param topics what must be permitted on each topic; one that is not there is passed over
 * @param group on which {@code READ} must be permitted
 * @param transactions the prefix of the transactional ids that are written to, if any are
 */
public record Rights(
    KafkaConnection connection,
    Map<String, Set<AclOperation>> topics,
    Group group,
    Optional<String> transactions) {

  /**
   * A right that is missing.
   *
   * @param resource in words
   * @param option the same as options of kafka-acls
   */
  private record Lack(AclOperation operation, String resource, String option) {
    @Override
    public String toString() {
      return operation + " on " + resource;
    }

    private String command(String servers) {
      String name = operation.name().toLowerCase(Locale.ROOT);
      return "kafka-acls --bootstrap-server %s --add --allow-principal User:NAME --operation %s %s"
          .formatted(
              servers, name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), option);
    }
  }

  /**
   * Asks the brokers.
   *
   * @throws BadInputException with every right that is missing, in one line
   * @throws ExecutionException if the brokers do not answer
   */
  void expect(Admin admin) throws ExecutionException, InterruptedException {
    List<Lack> lacks = new ArrayList<>();
    lookAtTopics(admin, lacks);
    lookAtGroup(admin, lacks);
    lookAtTransactions(admin, lacks);
    if (!lacks.isEmpty()) {
      throw new BadInputException(
          "Kafka does not permit this user %s; to permit it: %s"
              .formatted(
                  lacks.stream().map(Lack::toString).collect(Collectors.joining(", ")),
                  lacks.stream()
                      .map(lack -> lack.command(connection.bootstrapServers()))
                      .collect(Collectors.joining("; "))));
    }
  }

  private void lookAtTopics(Admin admin, List<Lack> lacks)
      throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(
                topics.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (Map.Entry<String, Set<AclOperation>> topic : new TreeMap<>(topics).entrySet()) {
      Optional<Set<AclOperation>> rights = Optional.empty();
      try {
        rights =
            Optional.ofNullable(described.get(topic.getKey()).get().authorizedOperations())
                // Who sees a topic may at least see it: these brokers do not tell.
                .filter(some -> !some.isEmpty());
      } catch (ExecutionException e) {
        // Any right on a topic lets its holder see it.
        if (e.getCause() instanceof TopicAuthorizationException) {
          rights = Optional.of(Set.of());
        } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      Set<AclOperation> permitted = rights.orElse(topic.getValue());
      topic.getValue().stream()
          .sorted()
          .filter(operation -> !permitted.contains(operation))
          .map(
              operation ->
                  new Lack(operation, "topic " + topic.getKey(), "--topic " + topic.getKey()))
          .forEach(lacks::add);
    }
  }

  private void lookAtGroup(Admin admin, List<Lack> lacks)
      throws ExecutionException, InterruptedException {
    boolean permitted = true;
    try {
      permitted =
          group.describe(admin).rights().map(set -> set.contains(AclOperation.READ)).orElse(true);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupAuthorizationException) {
        permitted = false;
      } else if (!(e.getCause() instanceof UnsupportedVersionException
          || e.getCause() instanceof TopicAuthorizationException)) {
        throw e;
      }
    }
    if (!permitted) {
      lacks.add(new Lack(AclOperation.READ, "group " + group.name(), "--group " + group.name()));
    }
  }

  private void lookAtTransactions(Admin admin, List<Lack> lacks)
      throws ExecutionException, InterruptedException {
    if (transactions.isEmpty()) {
      return;
    }
    String prefix = transactions.get();
    String id = prefix + "-none";
    try {
      admin.describeTransactions(List.of(id)).description(id).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdAuthorizationException) {
        lacks.add(
            new Lack(
                AclOperation.WRITE,
                "transactional ids that begin with " + prefix,
                "--resource-pattern-type prefixed --transactional-id " + prefix));
      } else if (!(e.getCause() instanceof TransactionalIdNotFoundException
          || e.getCause() instanceof UnsupportedVersionException)) {
        throw e;
      }
    }
  }
}
