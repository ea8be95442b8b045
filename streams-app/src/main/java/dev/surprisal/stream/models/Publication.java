package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFiles;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A bundle that was verified, and is ready to be written to the topic. */
final class Publication {
  private final PublishedBundle bundle;
  private final Map<String, byte[]> files;

  private Publication(PublishedBundle bundle, Map<String, byte[]> files) {
    this.bundle = bundle;
    this.files = files;
  }

  /**
   * Of a folder; verifies it first.
   *
   * @throws BadInputException if the bundle cannot be used
   */
  static Publication of(Path folder, Trust trust, Instant now) {
    // What was verified is written, whatever happens to the folder meanwhile.
    Map<String, byte[]> files = BundleFiles.in(folder).all();
    LoadedBundle loaded =
        ModelsTopic.verified(BundleFiles.inMemory(folder.toString(), files), trust);
    return new Publication(described(loaded, files, now), files);
  }

  private static PublishedBundle described(
      LoadedBundle loaded, Map<String, byte[]> files, Instant now) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    files.forEach((name, bytes) -> sizes.put(name, (long) bytes.length));
    Bundle content = loaded.bundle();
    return new PublishedBundle(
        loaded.digest(),
        content.name(),
        content.preset(),
        content.model().shape(),
        content.provenance().createdAt(),
        now,
        sizes,
        PublishedBundle.CHUNK_BYTES);
  }

  PublishedBundle bundle() {
    return bundle;
  }

  /**
   * Writes the chunks, and the manifest when all of them are there.
   *
   * @throws BadInputException if a broker refuses one, or does not answer
   */
  void write(KafkaConnection connection, String topic) throws InterruptedException {
    Map<String, Object> properties = connection.forProducer();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "surprisal-models");
    // Several chunks at a time would be refused where one is not.
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 0);
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        Causes.starting(() -> new KafkaProducer<>(properties, bytes, bytes))) {
      List<byte[]> chunks = Chunks.of(bundle, files);
      for (int index = 0; index < chunks.size(); index++) {
        send(producer, topic, RecordKey.chunk(bundle.digest(), index), chunks.get(index));
      }
      send(producer, topic, RecordKey.bundle(bundle.digest()), bundle.json());
    } catch (ExecutionException e) {
      throw new BadInputException(
          "--model-topic: the topic %s cannot be written to: %s"
              .formatted(topic, Causes.inOneLine(e.getCause())),
          e);
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, RecordKey key, byte[] value)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic, 0, key.bytes(), value)).get();
  }
}
