package dev.surprisal.benchmarks.stream;

import dev.surprisal.benchmarks.Vaes;
import dev.surprisal.benchmarks.scorer.Contestant;
import dev.surprisal.benchmarks.scorer.Dl4jOutput;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KStream;

/**
 * Kafka Streams as one writes it first, with the scorer's own Kafka settings. Arguments: {@code
 * pass-through} (the ceiling) or {@code map-values} (a DL4J model called for each record),
 * bootstrap servers, application id, input topic, output topic, processing guarantee, state folder.
 */
public final class PlainStreams {
  private PlainStreams() {}

  public static void main(String[] args) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<byte[], byte[]> images = builder.stream(args[3]);
    switch (args[0]) {
      case "pass-through" -> images.to(args[4]);
      case "map-values" -> {
        Contestant model = new Dl4jOutput(Vaes.mlp400());
        images.mapValues(value -> verdict(model, value)).to(args[4]);
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    KafkaStreams streams = new KafkaStreams(builder.build(), properties(args));
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }

  private static byte[] verdict(Contestant model, byte[] image) {
    double[] elbo = new double[1];
    model.score(new byte[][] {image}, 1, elbo);
    return String.format(Locale.ROOT, "{\"elboNats\":%s}", elbo[0])
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Properties properties(String[] args) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[1]);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, args[2]);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, args[5]);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, args[6]);
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        args[5].equals(StreamsConfig.EXACTLY_ONCE_V2) ? 100 : 1000);
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 512);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return properties;
  }
}
