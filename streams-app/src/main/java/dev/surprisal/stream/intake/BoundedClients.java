package dev.surprisal.stream.intake;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** Kafka Streams' clients as they are by default, but that the images' consumer is bounded. */
public final class BoundedClients implements KafkaClientSupplier {
  @Override
  public Admin getAdmin(Map<String, Object> configuration) {
    return Admin.create(configuration);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> configuration) {
    return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> configuration) {
    return new BoundedConsumer(configuration, (Bounds) configuration.get(Bounds.KEY));
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> configuration) {
    return unbounded(configuration);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> configuration) {
    return unbounded(configuration);
  }

  /** It reads what we wrote ourselves. */
  private static Consumer<byte[], byte[]> unbounded(Map<String, Object> configuration) {
    return new KafkaConsumer<>(
        configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
