package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFiles;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How a bundle is fetched from the topic; on any thread.
 *
 * @param places offsets of the chunks by index
 */
record BundleFetch(
    KafkaConnection connection,
    String topic,
    PublishedBundle bundle,
    NavigableMap<Integer, Long> places)
    implements LoadedModels.Fetch {

  /**
   * Fetches the bundle and verifies it as one from disk, then by its golden set.
   *
   * @throws BadInputException if it is not whole, is not the one that is trusted, or gives other
   *     scores here
   */
  @Override
  public LoadedBundle load(Trust trust) {
    String place = Chunks.place(bundle.digest()) + " of the topic " + topic;
    LoadedBundle loaded =
        ModelsTopic.verified(BundleFiles.inMemory(place, chunks().files()), trust);
    if (!loaded.digest().equals(bundle.digest())) {
      throw new BadInputException(
          "%s: expected the model of SHA-256 %s, got %s; publish it again"
              .formatted(place, bundle.digest(), loaded.digest()));
    }
    return loaded;
  }

  private Chunks chunks() {
    Chunks chunks = new Chunks(bundle);
    Map<Integer, Long> used = places.headMap(bundle.chunks());
    Optional<Long> first = used.values().stream().min(Long::compare);
    Optional<Long> last = used.values().stream().max(Long::compare);
    if (first.isPresent()) {
      try (TopicRecords reader = new TopicRecords(connection, topic)) {
        reader.seek(first.get());
        reader.readTo(last.orElseThrow() + 1, record -> add(record, chunks));
      }
    }
    return chunks;
  }

  private void add(ConsumerRecord<byte[], byte[]> record, Chunks chunks) {
    RecordKey.of(record.key())
        .filter(key -> key.kind() == RecordKey.Kind.CHUNK)
        .filter(key -> key.digest().equals(bundle.digest()) && record.value() != null)
        .ifPresent(key -> chunks.add(key.number(), record.value()));
  }
}
