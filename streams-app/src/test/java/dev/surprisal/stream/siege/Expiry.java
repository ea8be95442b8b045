package dev.surprisal.stream.siege;

import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.siege.ScorerLog.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Has retention delete images that the scorer has not read, and then holds it to its word: what it
 * says that it missed must be what the broker deleted after the group's offset.
 */
final class Expiry {
  private static final Duration STILL = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Everything but the segment that is written to goes, and a segment is written to for a tenth of
   * a second. By size, since a record of the year 2100 keeps all that follows it from expiring.
   */
  private static final Map<String, String> SHORT =
      Map.of(TopicConfig.RETENTION_BYTES_CONFIG, "1", TopicConfig.SEGMENT_MS_CONFIG, "100");

  private final Victim victim;
  private final Ledger ledger;
  private final List<Probe> probes;
  private final Set<Gap> believed = new HashSet<>();

  /**
   * @param probes of the victim's health, for which it cannot answer while it stands still
   */
  Expiry(Victim victim, Ledger ledger, List<Probe> probes) {
    this.victim = victim;
    this.ledger = ledger;
    this.probes = probes;
  }

  /** Returns when the scorer has told of a gap in every partition that lost unread images. */
  void attack(Admin admin) throws ExecutionException, InterruptedException {
    Set<Gap> before = Set.copyOf(victim.log().gaps());
    probes.forEach(probe -> probe.excuse(true));
    victim.standStill();
    Map<Integer, Long> committed;
    Set<Integer> emptied;
    try {
      committed = committed(admin);
      Map<Integer, Long> ends = offsets(admin, OffsetSpec.latest());
      retention(admin, AlterConfigOp.OpType.SET);
      emptied = awaitDeletion(admin, ends);
    } finally {
      retention(admin, AlterConfigOp.OpType.DELETE);
      victim.goOn();
      probes.forEach(probe -> probe.excuse(false));
    }
    Set<Gap> told = awaitGaps(before, emptied);
    Map<Integer, Long> starts = offsets(admin, OffsetSpec.earliest());
    for (Gap gap : told) {
      int partition = gap.partition();
      if (gap.from() >= committed.getOrDefault(partition, 0L)
          && gap.to() <= starts.get(partition)) {
        believed.add(gap);
        ledger.missed(gap);
      }
    }
  }

  /** The partitions that {@link #emptied} names when it is all of them, or time is over. */
  private Set<Integer> awaitDeletion(Admin admin, Map<Integer, Long> ends)
      throws ExecutionException, InterruptedException {
    if (!victim.becomesTrue(STILL, () -> emptied(admin, ends).size() == ends.size())
        && emptied(admin, ends).isEmpty()) {
      throw new AssertionError("the broker deleted nothing within " + STILL);
    }
    return emptied(admin, ends);
  }

  /** The partitions whose logs begin after all that the scorer can have read. */
  private static Set<Integer> emptied(Admin admin, Map<Integer, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> starts = offsets(admin, OffsetSpec.earliest());
    return ends.keySet().stream()
        .filter(partition -> starts.get(partition) > ends.get(partition))
        .collect(Collectors.toSet());
  }

  private Set<Gap> awaitGaps(Set<Gap> before, Set<Integer> partitions) {
    if (!victim.becomesTrue(
        PATIENCE, () -> partitions(toldSince(before)).containsAll(partitions))) {
      throw new AssertionError(
          "images of partitions %s were deleted before they were judged, the scorer told only of %s"
              .formatted(partitions, toldSince(before)));
    }
    return toldSince(before);
  }

  private Set<Gap> toldSince(Set<Gap> before) {
    Set<Gap> told = new HashSet<>(victim.log().gaps());
    told.removeAll(before);
    return told;
  }

  private static Set<Integer> partitions(Set<Gap> gaps) {
    return gaps.stream().map(Gap::partition).collect(Collectors.toSet());
  }

  /** Of these gaps those of which the broker knows nothing. */
  List<Gap> unfounded(List<Gap> told) {
    List<Gap> unfounded = new ArrayList<>(told);
    unfounded.removeAll(believed);
    return unfounded;
  }

  private static Map<Integer, Long> committed(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(Victim.GROUP).partitionsToOffsetAndMetadata().get();
    Map<Integer, Long> committed = new HashMap<>();
    offsets.forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
    return committed;
  }

  private static Map<Integer, Long> offsets(Admin admin, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    String images = Topics.DEFAULT.images();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(images))
        .allTopicNames()
        .get()
        .get(images)
        .partitions()
        .forEach(p -> wanted.put(new TopicPartition(images, p.partition()), which));
    Map<Integer, Long> offsets = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  private static void retention(Admin admin, AlterConfigOp.OpType what)
      throws ExecutionException, InterruptedException {
    List<AlterConfigOp> changes = new ArrayList<>();
    SHORT.forEach(
        (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), what)));
    ConfigResource images = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEFAULT.images());
    admin.incrementalAlterConfigs(Map.of(images, changes)).all().get();
  }
}
