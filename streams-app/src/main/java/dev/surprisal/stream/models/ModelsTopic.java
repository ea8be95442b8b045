package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFiles;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.stream.kafka.KafkaConnection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The models' topic as it was read so far. One thread's. */
final class ModelsTopic implements AutoCloseable {
  private final KafkaConnection connection;
  private final String topic;
  private final TopicRecords records;
  private final History history = new History();

  /**
   * Nothing is read yet.
   *
   * @throws BadInputException if there is no such topic, or it is not one for models
   */
  ModelsTopic(KafkaConnection connection, String topic) {
    this.connection = connection;
    this.topic = topic;
    this.records = new TopicRecords(connection, topic);
  }

  String name() {
    return topic;
  }

  /** What was read. */
  History history() {
    return history;
  }

  TopicRecords records() {
    return records;
  }

  /** Takes in what is committed by now. */
  ModelsTopic readToEnd() {
    records.readToEnd(this::take);
    return this;
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    history.add(record.offset(), record.key(), record.value());
  }

  /**
   * How a bundle can be fetched.
   *
   * @throws BadInputException if it is not on the topic
   */
  BundleFetch fetch(String digest) {
    PublishedBundle published =
        history
            .bundle(digest)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "%s: is not on the topic %s; publish it again"
                            .formatted(Chunks.place(digest), topic)));
    return new BundleFetch(connection, topic, published, history.chunks(digest));
  }

  /**
   * Verifies a bundle's files, and its golden set.
   *
   * @throws BadInputException if it cannot be used, is not the one that is trusted, or gives other
   *     scores here
   */
  static LoadedBundle verified(BundleFiles files, Trust trust) {
    LoadedBundle loaded = BundleFolder.read(files, trust);
    try {
      loaded.golden().expect(loaded.bundle());
    } catch (BrokenModelException e) {
      throw new BadInputException("%s: %s".formatted(files.place(), e.getMessage()), e);
    }
    return loaded;
  }

  @Override
  public void close() {
    records.close();
  }
}
