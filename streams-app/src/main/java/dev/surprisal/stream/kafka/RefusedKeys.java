package dev.surprisal.stream.kafka;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Keys that Kafka's clients understand but that would not do here what they say, because an option,
 * this application or Kafka Streams decides. They are refused with the reason rather than passed
 * over.
 */
final class RefusedKeys {
  private static final String BYTES = "not to be set: keys and values are bytes here";
  private static final String DROPS =
      "not to be set: it could drop images, and each must end in a verdict or a rejection";
  private static final String UNUSED = "not to be set: nothing here uses it";

  /** By the key without a prefix: what is expected instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "--bootstrap-servers"),
          entry(StreamsConfig.APPLICATION_ID_CONFIG, "--application-id"),
          entry(ConsumerConfig.GROUP_ID_CONFIG, "--application-id"),
          entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "--guarantee"),
          entry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "--threads"),
          entry(StreamsConfig.STATE_DIR_CONFIG, "--state-dir"),
          entry(StreamsConfig.GROUP_PROTOCOL_CONFIG, "--group-protocol"),
          entry(
              ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              "not to be set: an image is committed with its verdict"),
          entry(
              ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
              "--create-topics, which creates topics with the settings that they need"),
          entry(
              ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
              "not to be set: Kafka Streams assigns the partitions"),
          entry(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, UNUSED),
          entry(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, UNUSED),
          entry(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, UNUSED),
          entry(
              ProducerConfig.TRANSACTIONAL_ID_CONFIG,
              "not to be set: Kafka Streams makes one for each producer"),
          entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, BYTES),
          entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, BYTES),
          entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, BYTES),
          entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, BYTES),
          entry(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, BYTES),
          entry(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, BYTES),
          entry("default.list.key.serde.inner", BYTES),
          entry("default.list.key.serde.type", BYTES),
          entry("default.list.value.serde.inner", BYTES),
          entry("default.list.value.serde.type", BYTES),
          entry("deserialization.exception.handler", BYTES),
          entry("default.deserialization.exception.handler", BYTES),
          entry("production.exception.handler", DROPS),
          entry("default.production.exception.handler", DROPS),
          entry("processing.exception.handler", DROPS),
          entry("processing.exception.handler.global.enabled", UNUSED),
          entry("errors.dead.letter.queue.topic.name", "--rejected-topic"),
          entry(
              "default.timestamp.extractor",
              "not to be set: the record's own timestamp is taken, whatever it is"),
          entry("default.dsl.store", UNUSED),
          entry("dsl.store.format", UNUSED),
          entry("dsl.store.suppliers.class", UNUSED),
          entry("rocksdb.config.setter", UNUSED),
          entry("repartition.purge.interval.ms", UNUSED),
          entry("windowed.inner.class.serde", UNUSED),
          entry("window.size.ms", UNUSED),
          entry("windowstore.changelog.additional.retention.ms", UNUSED),
          entry("topology.optimization", UNUSED),
          entry("ensure.explicit.internal.resource.naming", UNUSED),
          entry("cache.max.bytes.buffering", UNUSED),
          entry("statestore.cache.max.bytes", UNUSED));

  private static final Set<String> READERS =
      Set.of("", StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX);

  private RefusedKeys() {}

  /** What is expected instead of the key, if it is refused. */
  static Optional<String> insteadOf(String key) {
    String prefix = ClientKeys.prefix(key);
    String bare = ClientKeys.bare(key);
    if (prefix.equals(StreamsConfig.GLOBAL_CONSUMER_PREFIX)) {
      return Optional.of(UNUSED);
    }
    if (bare.equals(CommonClientConfigs.CLIENT_ID_CONFIG) && !prefix.isEmpty()) {
      return Optional.of("client.id without a prefix, from which each client's is made");
    }
    if (bare.equals(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG) && READERS.contains(prefix)) {
      return Optional.of(
          "producer.interceptor.classes at most: the scorer is the consumer's interceptor");
    }
    // Kafka Streams 4.3 casts the value of a prefixed one, which ends it.
    if (bare.equals(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG) && !prefix.isEmpty()) {
      return Optional.of(bare + " without a prefix");
    }
    return Optional.ofNullable(REFUSED.get(bare));
  }
}
