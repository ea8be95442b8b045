package dev.surprisal.stream.feedback;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The pictures of the anomalies that people labelled one way, and what each is. */
final class LabelledImages {
  private record Image(LabelBook.Entry entry, VerdictMessage verdict, GrayImage pixels) {}

  private final LabelBook book;
  private final Opinion opinion;
  private final ImageShape shape;
  private final Optional<ImageSource> clean;
  private final ImageDecoder decoder = ImageDecoder.ofAnySize(ImageDecoder.FULL_WHITE);

  /** By topic id and id: the order of the file does not depend on that of the partitions. */
  private final Map<String, Image> images = new TreeMap<>();

  private long ofOtherSize;

  /**
   * @param shape of the model's images; a picture that was scaled down has another
   * @param clean images of that shape that come first, if there are to be some
   */
  LabelledImages(LabelBook book, Opinion opinion, ImageShape shape, Optional<ImageSource> clean) {
    this.book = book;
    this.opinion = opinion;
    this.shape = shape;
    this.clean = clean;
  }

  int size() {
    return images.size();
  }

  /** Takes in an anomaly, where its last label is the one that is wanted. */
  void addIfLabelled(VerdictMessage verdict) {
    book.find(verdict.id(), verdict.topicId())
        .filter(entry -> entry.label().opinion() == opinion)
        .ifPresent(entry -> add(entry, verdict));
  }

  private void add(LabelBook.Entry entry, VerdictMessage verdict) {
    Optional<GrayImage> pixels =
        Optional.ofNullable(verdict.pictures().get("image")).flatMap(this::decoded);
    if (pixels.isPresent()) {
      String key = verdict.topicId().orElse("") + "/" + verdict.id();
      images.put(key, new Image(entry, verdict, pixels.get()));
    } else {
      ofOtherSize++;
    }
  }

  private Optional<GrayImage> decoded(byte[] png) {
    return decoder.decode(png, Optional.of("image/png")) instanceof Decoded.Image decoded
            && decoded.image().shape().equals(shape)
        ? Optional.of(decoded.image())
        : Optional.empty();
  }

  /** Lines about the labelled ones that are not in the file, and about those that are. */
  List<String> noteMissing(String topic) {
    List<String> notes = new ArrayList<>();
    long labelled =
        book.entries().stream().filter(entry -> entry.label().opinion() == opinion).count();
    long gone = labelled - images.size() - ofOtherSize;
    if (gone > 0) {
      notes.add("%d labelled %s are no longer on %s".formatted(gone, opinion, topic));
    }
    if (ofOtherSize > 0) {
      notes.add(
          "%d are left out: their picture is not of %s, the model's size; pictures on %s have at most 128 pixels a side"
              .formatted(ofOtherSize, shape, topic));
    }
    if (opinion == Opinion.NORMAL && !images.isEmpty() && clean.isEmpty()) {
      notes.add(
          "these were all taken for anomalies, so they are the strangest of the clean images: calibrate on them together with others, as with --clean, or nearly nothing will be anomalous");
    }
    return notes;
  }

  /** Writes the images as {@code images.npy} and what they are as {@code provenance.json}. */
  void write(OutputStream out, LoadedBundle bundle, String anomalies, String labels)
      throws IOException {
    int before = clean.map(ImageSource::size).orElse(0);
    Stream<GrayImage> pixels =
        Stream.concat(
            IntStream.range(0, before).mapToObj(i -> clean.orElseThrow().image(i)),
            images.values().stream().map(Image::pixels));
    NumpyArchive.write(
        out,
        shape,
        before + images.size(),
        pixels.iterator(),
        Map.of("provenance.json", provenance(bundle, anomalies, labels)));
  }

  private byte[] provenance(LoadedBundle bundle, String anomalies, String labels)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("label", opinion.wireName()).put("anomaliesTopic", anomalies);
    root.put("labelsTopic", labels);
    root.putObject("model").put("name", bundle.bundle().name()).put("digest", bundle.digest());
    clean.ifPresent(
        some -> root.putObject("clean").put("name", some.name()).put("images", some.size()));
    ArrayNode rows = root.putArray("images");
    for (Image image : images.values()) {
      Label label = image.entry().label();
      ObjectNode row = rows.addObject().put("id", image.verdict().id());
      image.verdict().topicId().ifPresent(topic -> row.put("topicId", topic));
      row.put("source", image.verdict().source().orElse(null))
          .put("timestamp", image.verdict().timestamp())
          .put("pValue", image.verdict().pValue())
          .put("by", label.by())
          .put("labelled", Instant.ofEpochMilli(image.entry().time()).toString());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }
}
