package dev.surprisal.stream.label;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last label of each image: what the topic {@code labels} amounts to, whatever of it is read
 * twice. One thread's.
 */
public final class LabelBook {
  /**
   * A label and when the broker took it.
   *
   * @param time the record's, in milliseconds since 1970
   */
  public record Entry(Label label, long time) {
    /** When the image came, or where the label does not say, when it was labelled. */
    public long imageTime() {
      return label.timestamp().orElse(time);
    }
  }

  /** Stands for the topic of a label that does not say which. */
  private static final String ANY_TOPIC = "";

  private final long mostBytes;

  /** By the image's id, then by its topic's. Those that were touched first come first. */
  private final Map<String, Map<String, Entry>> byId = new LinkedHashMap<>();

  private long bytes;
  private long forgotten;

  /**
   * @param mostBytes what the labels may take in memory; beyond, the oldest are forgotten
   */
  public LabelBook(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** For a command that reads all labels once: they take at most a quarter of the heap. */
  public static LabelBook onHeap() {
    return new LabelBook(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Takes in a record; says whether it is a label, or takes one back. */
  public boolean read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null && record.key() != null) {
      return remove(new String(record.key(), UTF_8));
    }
    Optional<Label> label = Label.parse(record.value());
    label.ifPresent(known -> add(new Entry(known, record.timestamp())));
    return label.isPresent();
  }

  private void add(Entry entry) {
    String id = entry.label().id();
    String topic = entry.label().topicId().orElse(ANY_TOPIC);
    Map<String, Entry> before = Optional.ofNullable(byId.remove(id)).orElseGet(LinkedHashMap::new);
    byId.put(id, before);
    bytes -= bytes(before);
    // A label without a topic is one of whichever image of that id there is, and the other way.
    Collection<Entry> same =
        topic.equals(ANY_TOPIC)
            ? before.values()
            : List.of(ANY_TOPIC, topic).stream()
                .filter(before::containsKey)
                .map(before::get)
                .toList();
    // Partitions are read in no order: the broker's time decides.
    if (same.stream().allMatch(other -> other.time() <= entry.time())) {
      if (topic.equals(ANY_TOPIC)) {
        before.clear();
      }
      before.remove(ANY_TOPIC);
      before.remove(topic);
      before.put(topic, entry);
    }
    bytes += bytes(before);
    while (bytes > mostBytes) {
      forgetOldest();
    }
  }

  private static long bytes(Map<String, Entry> labels) {
    return labels.values().stream().mapToLong(entry -> entry.label().bytes()).sum();
  }

  private void forgetOldest() {
    Map.Entry<String, Map<String, Entry>> oldest = byId.entrySet().iterator().next();
    boolean unused = forget(oldest.getKey(), oldest.getValue().keySet().iterator().next());
    forgotten++;
  }

  /** How many labels are left out, since those after them take all the memory that there is. */
  public long forgotten() {
    return forgotten;
  }

  /** For a person, if any are left out. */
  public Optional<String> leftOut() {
    return forgotten == 0
        ? Optional.empty()
        : Optional.of(
            "the labels that remain take %d MiB; the %d oldest are left out; give Java a larger heap (-Xmx)"
                .formatted(mostBytes >> 20, forgotten));
  }

  private boolean forget(String id, String topic) {
    Map<String, Entry> labels = byId.getOrDefault(id, Map.of());
    if (!labels.containsKey(topic)) {
      return false;
    }
    bytes -= labels.remove(topic).label().bytes();
    if (labels.isEmpty()) {
      byId.remove(id);
    }
    return true;
  }

  private boolean remove(String key) {
    int slash = key.indexOf('/');
    return forget(key.substring(slash + 1), slash < 0 ? ANY_TOPIC : key.substring(0, slash));
  }

  /** The last label of an image. */
  public Optional<Entry> find(String id, Optional<String> topicId) {
    Map<String, Entry> labels = byId.getOrDefault(id, Map.of());
    return Optional.ofNullable(labels.get(topicId.orElse(ANY_TOPIC)))
        .or(() -> Optional.ofNullable(labels.get(ANY_TOPIC)))
        .or(() -> topicId.isEmpty() ? labels.values().stream().findFirst() : Optional.empty());
  }

  /** All of them. */
  public List<Entry> entries() {
    return byId.values().stream().flatMap(labels -> labels.values().stream()).toList();
  }
}
