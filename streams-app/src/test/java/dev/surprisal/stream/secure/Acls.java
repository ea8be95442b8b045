package dev.surprisal.stream.secure;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** The least that each command needs, as {@code docs/security.md} says. */
final class Acls {
  private Acls() {}

  static List<AclBinding> stream(String user, String applicationId) {
    Topics topics = Topics.DEFAULT;
    return List.of(
        acl(user, TOPIC, topics.images(), LITERAL, READ),
        acl(user, TOPIC, topics.scores(), LITERAL, WRITE),
        acl(user, TOPIC, topics.anomalies(), LITERAL, WRITE),
        acl(user, TOPIC, topics.rejected(), LITERAL, WRITE),
        acl(user, GROUP, applicationId, LITERAL, READ),
        acl(user, TRANSACTIONAL_ID, applicationId, PREFIXED, DESCRIBE),
        acl(user, TRANSACTIONAL_ID, applicationId, PREFIXED, WRITE));
  }

  /** What {@code --control fdr} needs besides. */
  static List<AclBinding> discoveries(String user, String applicationId) {
    return changelog(user, applicationId + "-discoveries-changelog");
  }

  /** What {@code --alerts} needs besides. */
  static List<AclBinding> alerts(String user, String applicationId) {
    return Stream.concat(
            Stream.of(acl(user, TOPIC, "alerts", LITERAL, WRITE)),
            changelog(user, applicationId + "-sources-changelog").stream())
        .toList();
  }

  /** What {@code --measure-precision} needs besides. */
  static List<AclBinding> readLabels(String user) {
    return watch(user, LabelsTopic.DEFAULT);
  }

  /** What {@code --page-labels}, {@code watch --label} and {@code label} need besides. */
  static List<AclBinding> writeLabels(String user) {
    return List.of(acl(user, TOPIC, LabelsTopic.DEFAULT, LITERAL, WRITE));
  }

  private static List<AclBinding> changelog(String user, String changelog) {
    return List.of(
        acl(user, TOPIC, changelog, LITERAL, CREATE),
        acl(user, TOPIC, changelog, LITERAL, READ),
        acl(user, TOPIC, changelog, LITERAL, WRITE));
  }

  /** To create any topic. */
  static AclBinding create(String user) {
    return acl(user, CLUSTER, "kafka-cluster", LITERAL, CREATE);
  }

  static List<AclBinding> feed(String user) {
    return List.of(acl(user, TOPIC, Topics.DEFAULT.images(), LITERAL, WRITE));
  }

  static List<AclBinding> watch(String user, String... topics) {
    return List.of(topics).stream().map(topic -> acl(user, TOPIC, topic, LITERAL, READ)).toList();
  }

  /** What a user is permitted there. */
  static AclBindingFilter all(
      String user, ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBindingFilter(
        new ResourcePatternFilter(type, name, pattern),
        new AccessControlEntryFilter("User:" + user, null, operation, AclPermissionType.ANY));
  }

  static AclBinding acl(
      String user, ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }
}
