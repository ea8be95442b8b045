package dev.surprisal.stream.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The sources of one partition, kept by Kafka Streams in a changelog topic: they survive a restart,
 * and are committed together with the verdicts. Those that have changed are written once a commit.
 */
public final class SourceTable {
  static final String STORE = "sources";

  /** About 5 MB of parsed states, those of the latest records. */
  private static final int MOST_PARSED = 10_000;

  private final Journal stored;
  private int size;

  /** The latest sources, parsed: a record need not parse them again. */
  private final Map<Bytes, SourceState> parsed = new LinkedHashMap<>(16, 0.75f, true);

  /** Those of them that differ from what is stored. */
  private final Set<Bytes> changed = new HashSet<>();

  /** Sources that are stored and are to be no more. */
  private final Set<Bytes> removed = new HashSet<>();

  SourceTable(ProcessorContext<?, ?> context) {
    BeforeCommit beforeCommit = context.getStateStore(BeforeCommit.NAME);
    beforeCommit.set(this::write);
    this.stored = new Journal(context.getStateStore(STORE));
    this.size = stored.size();
  }

  /** The topic that holds the state, as Kafka Streams names it. */
  public static String changelog(String applicationId) {
    return applicationId + "-" + STORE + "-changelog";
  }

  /** What a processor of sources needs, for a topology. */
  public static List<StoreBuilder<?>> stores() {
    return List.of(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            // With CreateTime the state has the image's timestamp, and brokers refuse one that is
            // far in the future.
            .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")),
        BeforeCommit.builder());
  }

  int size() {
    return size;
  }

  /**
   * A source's state, for the caller to change. Only {@link #replace} keeps the change: where a
   * record's outputs time out, Kafka Streams may bring it again.
   */
  Optional<SourceState> take(Bytes source) {
    if (removed.contains(source)) {
      return Optional.empty();
    }
    return Optional.ofNullable(parsed.get(source))
        .map(SourceState::copy)
        .or(() -> stored.get(source).map(SourceState::of));
  }

  void add(Bytes source, SourceState state) {
    replace(source, state);
    size++;
  }

  void replace(Bytes source, SourceState state) {
    removed.remove(source);
    parsed.put(source, state);
    changed.add(source);
    if (parsed.size() > MOST_PARSED) {
      Bytes longest = parsed.keySet().iterator().next();
      if (changed.contains(longest)) {
        write();
      }
      parsed.remove(longest);
    }
  }

  void remove(Bytes source) {
    parsed.remove(source);
    changed.remove(source);
    removed.add(source);
    size--;
  }

  private void write() {
    Map<Bytes, byte[]> states = new HashMap<>();
    changed.forEach(source -> states.put(source, parsed.get(source).bytes()));
    stored.write(states, removed);
    changed.clear();
    removed.clear();
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
    write();
    for (Bytes source : stored.names()) {
      take(source).ifPresent(state -> action.accept(source, state));
    }
  }
}
