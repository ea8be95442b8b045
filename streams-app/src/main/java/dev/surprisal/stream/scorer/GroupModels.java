package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.Group;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models by which the instances of a group judge. Each instance's client id ends with the first
 * digits of its model's digest, and the brokers tell the client ids of a group's members.
 */
final class GroupModels {
  private static final Logger log = LoggerFactory.getLogger(GroupModels.class);

  private static final int DIGITS = 12;
  private static final String MARK = "-model-";

  /** Kafka Streams makes a consumer's client id of the instance's. */
  private static final Pattern CONSUMER =
      Pattern.compile(".*" + MARK + "([0-9a-f]{" + DIGITS + "})-StreamThread-\\d+-consumer");

  private final Group group;
  private final Optional<String> instanceId;
  private final String own;
  private volatile Set<String> others = Set.of();

  /**
   * @param instanceId of a static member, which may still be in the group with its former model
   * @param digest of this instance's model
   */
  GroupModels(Group group, Optional<String> instanceId, String digest) {
    this.group = group;
    this.instanceId = instanceId;
    this.own = shortened(digest);
  }

  /** The client id of an instance that judges by a model. */
  static String clientId(Object base, String digest) {
    return base + MARK + shortened(digest);
  }

  private static String shortened(String digest) {
    return digest.substring(0, DIGITS);
  }

  /** How many models the group's instances judge by, as of the last look; at least 1. */
  int count() {
    return 1 + others.size();
  }

  /** What is wrong, as of the last look, if anything is. */
  Optional<String> reason() {
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the group %s has instances that judge by other models: %s; this one's is %s"
                .formatted(group.name(), new TreeSet<>(others), own));
  }

  /** The line with which an instance ends that is told to. */
  static String refused(String reason) {
    return "--strict-model: %s; stop them, or give this one another --application-id and outputs of its own"
        .formatted(reason);
  }

  /** Takes in what the brokers say of the group, and says in the log what has changed. */
  void look(Group.Description described) {
    Set<String> now = others(described);
    if (now.equals(others)) {
      return;
    }
    others = now;
    reason()
        .ifPresentOrElse(
            log::warn,
            () -> log.info("all instances of the group {} judge by this model", group.name()));
  }

  /** A member that is another program, or an older release, has no model. */
  private Set<String> others(Group.Description described) {
    Set<String> models = new TreeSet<>();
    for (Group.Member member : described.members()) {
      Matcher consumer = CONSUMER.matcher(member.clientId());
      if (consumer.matches() && !former(member)) {
        models.add(consumer.group(1));
      }
    }
    models.remove(own);
    return Set.copyOf(models);
  }

  /** Whether the member is an instance that this one replaces: Kafka Streams adds the thread. */
  private boolean former(Group.Member member) {
    return instanceId.isPresent()
        && member
            .instanceId()
            .filter(id -> id.replaceFirst("-\\d+$", "").equals(instanceId.get()))
            .isPresent();
  }
}
