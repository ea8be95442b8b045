package dev.surprisal.stream.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The sources of one partition, kept by Kafka Streams in a changelog topic: they survive a restart,
 * and are committed together with the verdicts.
 */
public final class SourceTable {
  static final String STORE = "sources";

  /** About 5 MB of parsed states, those of the latest records. */
  private static final int MOST_PARSED = 10_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private int size;

  /** What the store holds of the latest sources, parsed: a record need not parse it again. */
  private final Map<Bytes, SourceState> parsed = new LinkedHashMap<>();

  SourceTable(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> size++);
    }
  }

  /** The topic that holds the state, as Kafka Streams names it. */
  public static String changelog(String applicationId) {
    return applicationId + "-" + STORE + "-changelog";
  }

  /** The store, for a topology. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
        // A source is written once a commit, not once an image.
        .withCachingEnabled()
        // With CreateTime the state has the image's timestamp, and brokers refuse one that is far
        // in the future.
        .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  int size() {
    return size;
  }

  /**
   * A source's state, for the caller to change. Only {@link #replace} keeps the change: where a
   * record's outputs time out, Kafka Streams may bring it again.
   */
  Optional<SourceState> take(Bytes source) {
    return Optional.ofNullable(parsed.remove(source))
        .or(() -> Optional.ofNullable(store.get(source)).map(SourceState::of));
  }

  void add(Bytes source, SourceState state) {
    replace(source, state);
    size++;
  }

  void replace(Bytes source, SourceState state) {
    store.put(source, state.bytes());
    parsed.put(source, state);
    if (parsed.size() > MOST_PARSED) {
      parsed.remove(parsed.keySet().iterator().next());
    }
  }

  void remove(Bytes source) {
    store.delete(source);
    parsed.remove(source);
    size--;
  }

  /** The sources with the most trouble. */
  List<SourceRow> worst(int most, int partition) {
    List<Map.Entry<Bytes, SourceState>> all = new ArrayList<>();
    forEach((source, state) -> all.add(Map.entry(source, state)));
    return all.stream()
        .sorted(Map.Entry.comparingByValue(SourceRow.WORST_FIRST))
        .limit(most)
        .map(entry -> SourceRow.of(entry.getKey(), partition, entry.getValue()))
        .toList();
  }

  /** Calls with every source; what is called may change the table. */
  void forEach(BiConsumer<Bytes, SourceState> action) {
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      // A copy, since an iterator over the cache does not see what is changed meanwhile.
      Stream.Builder<KeyValue<Bytes, byte[]>> copy = Stream.builder();
      all.forEachRemaining(copy);
      copy.build().forEach(entry -> action.accept(entry.key, SourceState.of(entry.value)));
    }
  }
}
