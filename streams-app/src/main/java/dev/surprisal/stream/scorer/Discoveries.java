package dev.surprisal.stream.scorer;

import dev.surprisal.score.OnlineFdr;
import dev.surprisal.score.OnlineFdr.State;
import dev.surprisal.score.Verdict;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state of false-discovery control, one for each partition, kept by Kafka Streams in a
 * changelog topic so that it survives a restart. The time is the record's offset: only a discovery
 * has to be written.
 */
final class Discoveries {
  static final String STORE = "discoveries";
  private static final String LAST = "last";

  private final OnlineFdr control;
  private final KeyValueStore<String, byte[]> store;
  private final DoubleConsumer levels;

  /**
   * @param levels hears the level of each image
   */
  Discoveries(OnlineFdr control, KeyValueStore<String, byte[]> store, DoubleConsumer levels) {
    this.control = control;
    this.store = store;
    this.levels = levels;
  }

  /** The topic that holds the state, as Kafka Streams names it. */
  static String changelog(String applicationId) {
    return applicationId + "-" + STORE + "-changelog";
  }

  static StoreBuilder<KeyValueStore<String, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
        // With CreateTime the state has the image's timestamp, and brokers refuse one that is far
        // in the future.
        .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  /** Judges by what the discoveries before this record allow. */
  Verdict judge(Verdict verdict, long offset) {
    byte[] bytes = store.get(LAST);
    State before = bytes == null ? State.NONE : read(bytes);
    double level = control.level(before, offset);
    levels.accept(level);
    Verdict judged = verdict.at(level);
    if (judged.anomalous()) {
      store.put(LAST, written(control.discovered(before, offset)));
    }
    return judged;
  }

  private static State read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new State(buffer.getLong(), buffer.getDouble());
  }

  private static byte[] written(State state) {
    return ByteBuffer.allocate(Long.BYTES + Double.BYTES)
        .putLong(state.time())
        .putDouble(state.allowance())
        .array();
  }
}
