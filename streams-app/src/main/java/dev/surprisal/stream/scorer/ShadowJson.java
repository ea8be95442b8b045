package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.kafka.SchemaVersion;
import dev.surprisal.stream.meter.Disagreement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Evidence about candidates as JSON, described by {@code docs/schema/shadow.schema.json}. */
final class ShadowJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ShadowJson() {}

  /** Of the images of one partition in one poll. */
  static byte[] summary(Origin last, Judge active, Judge candidate, ShadowTally tally) {
    return write(
        out -> {
          head(out, "summary", last, active, candidate);
          out.writeNumberField("firstOffset", tally.firstOffset());
          out.writeNumberField("lastOffset", tally.lastOffset());
          out.writeNumberField("images", tally.images());
          out.writeNumberField("activeAlarms", tally.activeAlarms());
          out.writeNumberField("candidateAlarms", tally.candidateAlarms());
          out.writeNumberField("failedImages", tally.failedImages());
          out.writeObjectFieldStart("disagreements");
          for (Disagreement kind : Disagreement.values()) {
            out.writeNumberField(kind.wireName(), tally.disagreements(kind));
          }
          out.writeEndObject();
        });
  }

  /**
   * Of an image on which the two differ.
   *
   * @param source its name, or null
   */
  static byte[] disagreement(
      Origin origin, byte[] source, Judge active, Outcome judged, Shadowed shadowed) {
    return write(
        out -> {
          head(out, "disagreement", origin, active, shadowed.candidate());
          out.writeStringField("id", origin.id());
          if (source == null) {
            out.writeNullField("source");
          } else {
            out.writeStringField("source", new String(source, UTF_8));
          }
          out.writeStringField("disagreement", shadowed.disagreement().orElseThrow().wireName());
          verdict(out, "activeVerdict", judged);
          verdict(out, "candidateVerdict", shadowed.outcome().orElseThrow());
        });
  }

  private static void head(
      JsonGenerator out, String kind, Origin origin, Judge active, Judge candidate)
      throws IOException {
    out.writeStringField(SchemaVersion.FIELD, SchemaVersion.CURRENT);
    out.writeStringField("kind", kind);
    out.writeStringField("topic", origin.topic());
    out.writeNumberField("partition", origin.partition());
    if (origin.topicId().isPresent()) {
      out.writeStringField("topicId", origin.topicId().get());
    }
    model(out, "active", active);
    model(out, "candidate", candidate);
    out.writeNumberField("falseAlarmRate", candidate.decision().falseAlarmRate());
  }

  private static void model(JsonGenerator out, String field, Judge judge) throws IOException {
    out.writeObjectFieldStart(field);
    out.writeStringField("name", judge.bundle().bundle().name());
    out.writeStringField("digest", judge.digest());
    out.writeNumberField("calibrationImages", judge.decision().calibration().size());
    out.writeEndObject();
  }

  private static void verdict(JsonGenerator out, String field, Outcome outcome) throws IOException {
    if (outcome instanceof Outcome.Judged judged) {
      Verdict verdict = judged.scored().verdict();
      out.writeObjectFieldStart(field);
      out.writeNumberField("score", verdict.score());
      out.writeNumberField("pValue", verdict.pValue());
      out.writeBooleanField("anomalous", verdict.anomalous());
      out.writeEndObject();
    }
  }

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static byte[] write(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
