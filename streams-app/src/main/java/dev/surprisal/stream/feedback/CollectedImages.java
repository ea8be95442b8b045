package dev.surprisal.stream.feedback;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.intake.RecordsByOffset;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.scorer.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The images of a sample, as the scorer decodes them. */
final class CollectedImages {
  private final List<Candidate> sample;
  private final LoadedBundle bundle;
  private final ImageShape shape;
  private final ImageDecoder decoder;
  private final Map<ImageId, GrayImage> pixels = new HashMap<>();
  private int unreadable;

  /**
   * @param resize whether a picture of another size is brought to the model's
   * @throws BadInputException if they would not fit into a quarter of the heap
   */
  CollectedImages(List<Candidate> sample, LoadedBundle bundle, boolean resize) {
    Bundle model = bundle.bundle();
    this.sample = sample;
    this.bundle = bundle;
    this.shape = model.model().shape();
    this.decoder = new ImageDecoder(shape, resize, model.whiteLevel());
    long most = Runtime.getRuntime().maxMemory() / 4 / shape.pixels();
    if (sample.size() > most) {
      throw new BadInputException(
          "--until: expected at most %d images of %s, a quarter of the heap, got %d; take fewer, or give Java a larger heap (-Xmx)"
              .formatted(most, shape, sample.size()));
    }
  }

  /** Reads them from their topic. */
  void read(KafkaConnection connection, String topic) {
    Map<Integer, TreeSet<Long>> offsets = new TreeMap<>();
    for (Candidate image : sample) {
      offsets
          .computeIfAbsent(image.id().partition(), partition -> new TreeSet<>())
          .add(image.id().offset());
    }
    RecordsByOffset.read(connection, topic, offsets, this::add);
  }

  /** Takes in a record of the images' topic. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    Payload payload = new Payload(record.value(), record.headers());
    if (payload.reservedHeader().isEmpty()
        && decoder.decode(payload.value(), payload.contentType())
            instanceof Decoded.Image decoded) {
      pixels.put(new ImageId(record.topic(), record.partition(), record.offset()), decoded.image());
    } else {
      unreadable++;
    }
  }

  int size() {
    return pixels.size();
  }

  /** Records that are there and that this model rejects. */
  int unreadable() {
    return unreadable;
  }

  /** Images that were there when their verdicts were read, and no more. */
  int gone() {
    return sample.size() - pixels.size() - unreadable;
  }

  /** Images among them that are alarms. */
  long alarms() {
    return found().stream().filter(Candidate::anomalous).count();
  }

  private List<Candidate> found() {
    return sample.stream().filter(image -> pixels.containsKey(image.id())).toList();
  }

  /**
   * Writes the images as {@code images.npy} and what they are as {@code provenance.json}.
   *
   * @param about adds to the provenance how they were chosen
   */
  void write(OutputStream out, Consumer<ObjectNode> about) throws IOException {
    NumpyArchive.write(
        out,
        shape,
        size(),
        found().stream().map(image -> pixels.get(image.id())).iterator(),
        Map.of("provenance.json", provenance(about)));
  }

  private byte[] provenance(Consumer<ObjectNode> about) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    about.accept(root);
    root.putObject("model").put("name", bundle.bundle().name()).put("digest", bundle.digest());
    ArrayNode rows = root.putArray("images");
    for (Candidate image : found()) {
      ImageId id = image.id();
      rows.addObject()
          .put("id", "%s-%d-%d".formatted(id.topic(), id.partition(), id.offset()))
          .put("source", image.source().orElse(null))
          .put("timestamp", image.timestamp())
          .put("pValue", image.pValue())
          .put("anomalous", image.anomalous())
          .put("judgedBy", image.digest());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
