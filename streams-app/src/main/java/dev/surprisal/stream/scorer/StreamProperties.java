package dev.surprisal.stream.scorer;

import dev.surprisal.stream.intake.BoundedStreamsConsumer;
import dev.surprisal.stream.intake.Bounds;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.LogStartsReporter;
import java.util.ArrayList;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;

/** Settings to Kafka Streams' own. */
final class StreamProperties {
  private StreamProperties() {}

  static Properties of(StreamSettings settings, Scoring scoring) {
    Bounds bounds = bounds(settings.threads(), scoring);
    Properties properties = new Properties();
    properties.putAll(settings.connection().forStreams());
    addDefaults(new Defaults(settings.connection(), properties), settings, bounds);
    properties.computeIfPresent(
        StreamsConfig.CLIENT_ID_CONFIG,
        (key, base) -> GroupModels.clientId(base, scoring.judges().mark()));
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, settings.guarantee().kafkaName());
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, settings.groupProtocol().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        ScoringInterceptor.class.getName());
    properties.put(StreamsConfig.mainConsumerPrefix(ScoringInterceptor.SCORING), scoring);
    addLogStarts(properties, settings, scoring);
    addBounds(properties, settings, bounds);
    return properties;
  }

  /**
   * Beside the reporters that the user has set, or Kafka's default. As a list: agents that add a
   * reporter of their own take text for the name of one.
   */
  private static void addLogStarts(
      Properties properties, StreamSettings settings, Scoring scoring) {
    String reporters =
        settings
            .connection()
            .ofMainConsumer(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG)
            .orElse(JmxReporter.class.getName());
    properties.put(
        StreamsConfig.mainConsumerPrefix(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG),
        Stream.concat(Stream.of(reporters.split(",")), Stream.of(LogStartsReporter.class.getName()))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(ArrayList::new)));
    properties.put(
        StreamsConfig.mainConsumerPrefix(LogStartsReporter.STARTS), scoring.continuity().starts());
    properties.put(
        StreamsConfig.mainConsumerPrefix(LogStartsReporter.TOPIC), settings.topics().images());
  }

  private static Bounds bounds(int threads, Scoring scoring) {
    int pixels = scoring.judges().first().bundle().bundle().model().shape().pixels();
    return Bounds.of(Runtime.getRuntime().maxMemory(), threads, pixels);
  }

  private static void addBounds(Properties properties, StreamSettings settings, Bounds bounds) {
    properties.put(StreamsConfig.mainConsumerPrefix(Bounds.KEY), bounds);
    if (settings.groupProtocol() == GroupProtocol.STREAMS) {
      properties.put(
          StreamsConfig.mainConsumerPrefix(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER),
          BoundedStreamsConsumer.class);
    }
  }

  private static void addDefaults(Defaults defaults, StreamSettings settings, Bounds bounds) {
    // Without it every restart makes new series in Prometheus.
    defaults.all(StreamsConfig.CLIENT_ID_CONFIG, settings.applicationId());
    defaults.all(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.guarantee().commitMillis());
    // Streams waits 100 ms for a fuller batch; a verdict should not.
    defaults.producer(ProducerConfig.LINGER_MS_CONFIG, 5);
    defaults.producer(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
    defaults.producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_OUTPUT);
    // The codec that costs an image least; see docs/adr/0021.
    defaults.producer(ProducerConfig.COMPRESSION_TYPE_CONFIG, "snappy");
    int bufferMemory = OutputLimit.bufferMemory(settings.threads());
    defaults.producer(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferMemory);
    // A poll is scored in batches of up to 256 images. Larger polls add latency, not throughput.
    defaults.consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 512);
    // Images on a partition that is added wait until the consumer hears of it: not for five
    // minutes.
    defaults.consumer(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    // A thread that dies does not leave its group: its partitions wait this long, not Kafka's 45 s.
    if (settings.groupProtocol() == GroupProtocol.CLASSIC) {
      defaults.consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    }
    // As they are on the broker; a poll's bounds are in decompressed bytes.
    int fetched = (int) Math.min(bounds.pollBytes(), Topics.LARGEST_IMAGE);
    defaults.consumer(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetched);
  }

  /**
   * What a user may overrule by {@code --kafka}. A key with a prefix wins over the same one
   * without, so that a default for one client is left out where the user set it in either form.
   */
  private record Defaults(KafkaConnection connection, Properties properties) {
    void all(String key, Object value) {
      properties.putIfAbsent(key, value);
    }

    void producer(String key, Object value) {
      if (!connection.sets(key, StreamsConfig.PRODUCER_PREFIX)) {
        properties.put(StreamsConfig.producerPrefix(key), value);
      }
    }

    void consumer(String key, Object value) {
      if (!connection.sets(
          key, StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX)) {
        properties.put(StreamsConfig.mainConsumerPrefix(key), value);
      }
    }
  }
}
