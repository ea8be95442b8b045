package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.score.Explanation;
import dev.surprisal.score.Scored;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Verdicts as JSON: the contract on the topics {@code scores} and {@code anomalies}, described by
 * {@code docs/schema/}. One per task.
 */
final class VerdictJson implements AutoCloseable {
  /** A picture on the anomalies' topic has at most this many pixels a side: 16 kB, about. */
  static final int MAX_PICTURE_SIDE = 128;

  /** Java's own double to text took a fifth of the scorer's time. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  /** The same in every verdict by one model, so written once. */
  private SerializableString model = new SerializedString("{}");

  private String digest = "";

  private final PngEncoder png = new PngEncoder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private double lastRate = Double.NaN;
  private String lastRateText = "";

  /** Says which model judged what is written from now on. */
  VerdictJson by(LoadedBundle bundle) {
    if (!digest.equals(bundle.digest())) {
      digest = bundle.digest();
      model = new SerializedString(new String(model(bundle), UTF_8));
    }
    return this;
  }

  private byte[] model(LoadedBundle bundle) {
    return write(
        out -> {
          out.writeStringField("name", bundle.bundle().name());
          out.writeStringField("digest", bundle.digest());
        });
  }

  /** For every image. */
  byte[] score(Origin origin, byte[] source, long timestamp, Scored scored) {
    return write(out -> verdict(out, origin, source, timestamp, scored.verdict()));
  }

  /**
   * For an anomalous image: the same, and the pictures, smaller ones where they would not fit.
   *
   * @param room how many bytes there are
   */
  byte[] anomaly(Origin origin, byte[] source, long timestamp, Scored scored, int room) {
    int side = MAX_PICTURE_SIDE;
    byte[] json = withPictures(origin, source, timestamp, scored, side);
    while (OutputLimit.size(null, json, List.of()) > room && side > 1) {
      side /= 2;
      json = withPictures(origin, source, timestamp, scored, side);
    }
    return json;
  }

  private byte[] withPictures(
      Origin origin, byte[] source, long timestamp, Scored scored, int side) {
    return write(
        out -> {
          verdict(out, origin, source, timestamp, scored.verdict());
          Explanation explanation = scored.explanation().orElseThrow();
          explanation(out, explanation);
          picture(out, "image", scored.image(), side);
          picture(out, "reconstruction", explanation.reconstruction(), side);
          picture(out, "residual", explanation.residual(), side);
        });
  }

  private void verdict(
      JsonGenerator out, Origin origin, byte[] source, long timestamp, Verdict verdict)
      throws IOException {
    out.writeStringField(SchemaVersion.FIELD, SchemaVersion.CURRENT);
    out.writeStringField("id", origin.id());
    if (origin.topicId().isPresent()) {
      out.writeStringField("topicId", origin.topicId().get());
    }
    if (source == null) {
      out.writeNullField("source");
    } else {
      out.writeStringField("source", new String(source, UTF_8));
    }
    out.writeNumberField("timestamp", timestamp);
    out.writeFieldName("model");
    out.writeRawValue(model);
    out.writeBooleanField("anomalous", verdict.anomalous());
    String score = text(verdict.score());
    number(out, "score", score);
    out.writeNumberField("pValue", verdict.pValue());
    number(out, "falseAlarmRate", rate(verdict.falseAlarmRate()));
    double elbo = verdict.scores().elboNats();
    number(out, "elboNats", elbo == verdict.score() ? score : text(elbo));
    out.writeNumberField("reconstructionNats", verdict.scores().reconstructionNats());
    out.writeNumberField("klNats", verdict.scores().klNats());
  }

  /** It hardly ever changes, and a number's text costs as much as all the rest of its field. */
  private String rate(double falseAlarmRate) {
    if (falseAlarmRate != lastRate) {
      lastRate = falseAlarmRate;
      lastRateText = text(falseAlarmRate);
    }
    return lastRateText;
  }

  private static String text(double value) {
    return NumberOutput.toString(value, true);
  }

  private static void number(JsonGenerator out, String field, String text) throws IOException {
    out.writeFieldName(field);
    out.writeNumber(text);
  }

  private static void explanation(JsonGenerator out, Explanation explanation) throws IOException {
    out.writeStringField("explanation", explanation.inWords());
    out.writeArrayFieldStart("reasons");
    for (Explanation.Reason reason : explanation.reasons()) {
      out.writeStartObject();
      out.writeStringField("term", reason.term().wireName());
      out.writeNumberField("excess", reason.excess());
      out.writeNumberField("share", reason.share());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void picture(JsonGenerator out, String field, GrayImage image, int side)
      throws IOException {
    out.writeBinaryField(field, png.encode(image.within(side)));
  }

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private byte[] write(Fields fields) {
    bytes.reset();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    png.close();
  }
}
