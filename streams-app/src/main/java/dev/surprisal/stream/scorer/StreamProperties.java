package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Settings to Kafka Streams' own. */
final class StreamProperties {
  private StreamProperties() {}

  static Properties of(StreamSettings settings, Scoring scoring) {
    Map<String, Object> properties = defaults(settings.guarantee(), settings.groupProtocol());
    properties.putAll(settings.connection().forStreams());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, settings.guarantee().kafkaName());
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, settings.groupProtocol().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    // Without it every restart makes new series in Prometheus.
    properties.putIfAbsent(StreamsConfig.CLIENT_ID_CONFIG, settings.applicationId());
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        ScoringInterceptor.class.getName());
    properties.put(StreamsConfig.mainConsumerPrefix(ScoringInterceptor.SCORING), scoring);
    Properties all = new Properties();
    all.putAll(properties);
    return all;
  }

  /** What a user may overrule by {@code --kafka}. */
  private static Map<String, Object> defaults(Guarantee guarantee, GroupProtocol protocol) {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, guarantee.commitMillis());
    // Streams waits 100 ms for a fuller batch; a verdict should not.
    defaults.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    defaults.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
    defaults.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topics.LARGEST_OUTPUT);
    // One poll is one matrix: beyond this its products get no faster, only later.
    defaults.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 512);
    // A thread that dies does not leave its group: its partitions wait this long, not Kafka's 45 s.
    if (protocol == GroupProtocol.CLASSIC) {
      defaults.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    }
    // Bounds what a backlog of large records takes of the heap.
    defaults.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
        Topics.LARGEST_IMAGE);
    return defaults;
  }
}
