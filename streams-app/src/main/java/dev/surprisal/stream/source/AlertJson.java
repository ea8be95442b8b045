package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.surprisal.score.Term;
import dev.surprisal.stream.kafka.SchemaVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** Alerts as JSON, described by {@code docs/schema/alerts.schema.json}. */
final class AlertJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final Alerting alerting;
  private final int partition;

  AlertJson(Alerting alerting, int partition) {
    this.alerting = alerting;
    this.partition = partition;
  }

  /**
   * An alert that was opened or closed.
   *
   * @param example the record on the topic of the anomalies, or empty
   * @param topicId the images' topic's, if it is known
   */
  byte[] write(Change change, byte[] example, Optional<String> topicId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024 + example.length);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      head(out, change, topicId);
      counts(out, change);
      if (example.length > 0) {
        out.writeFieldName("example");
        out.writeRawValue(new String(example, UTF_8));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private void head(JsonGenerator out, Change change, Optional<String> topicId) throws IOException {
    out.writeStringField(SchemaVersion.FIELD, SchemaVersion.CURRENT);
    out.writeStringField("source", new String(change.source().get(), UTF_8));
    out.writeStringField("kind", change.kind().wireName());
    out.writeStringField("state", change.opened() ? "opened" : "closed");
    out.writeStringField("message", message(change));
    out.writeNumberField("timestamp", change.now());
    out.writeStringField("topic", alerting.images());
    out.writeNumberField("partition", partition);
    if (topicId.isPresent()) {
      out.writeStringField("topicId", topicId.get());
    }
    out.writeObjectFieldStart("model");
    out.writeStringField("name", alerting.bundle().bundle().name());
    out.writeStringField("digest", alerting.bundle().digest());
    out.writeEndObject();
  }

  private void counts(JsonGenerator out, Change change) throws IOException {
    SourceState state = change.state();
    int anomalous = state.window().anomalous();
    int images = state.windowImages();
    out.writeObjectFieldStart("window");
    out.writeNumberField("images", images);
    out.writeNumberField("anomalous", anomalous);
    out.writeNumberField("rate", images == 0 ? 0 : anomalous / (double) images);
    out.writeNumberField("threshold", alerting.rules().threshold());
    out.writeEndObject();
    out.writeNumberField("falseAlarmRate", alerting.falseAlarmRate());
    out.writeNumberField("images", state.images());
    out.writeNumberField("anomalies", state.anomalies());
    out.writeNumberField("rejected", state.rejected());
    out.writeNumberField("lastTimestamp", state.lastTimestamp());
    out.writeStringField("firstId", id(state.first(change.kind())));
    out.writeStringField("lastId", id(state.last(change.kind())));
    if (change.kind() == AlertKind.ANOMALOUS && state.reason().isPresent()) {
      out.writeStringField("term", state.reason().get().wireName());
    }
    if (change.kind() == AlertKind.DRIFTED && !Double.isNaN(state.drift().distance())) {
      out.writeObjectFieldStart("drift");
      out.writeNumberField("images", alerting.rules().drift().images());
      out.writeNumberField("distance", state.drift().distance());
      out.writeNumberField("threshold", alerting.rules().drift().distance());
      out.writeEndObject();
    }
  }

  /** Names an alert's opening or closing among all others, for good while the topic lives. */
  String eventId(Change change) {
    return String.join(
        "-",
        id(change.state().last(change.kind())),
        change.kind().wireName(),
        change.opened() ? "opened" : "closed");
  }

  private String id(long offset) {
    return alerting.images() + "-" + partition + "-" + offset;
  }

  private String message(Change change) {
    if (change.forgotten()) {
      return "not seen for a week: no longer followed";
    }
    SourceState state = change.state();
    int images = state.windowImages();
    return switch (change.kind()) {
      case ANOMALOUS ->
          "%d of its last %d images are anomalous%s"
              .formatted(
                  state.window().anomalous(),
                  images,
                  change.opened()
                      ? state.reason().map(Term::inWords).map(why -> ": mostly, " + why).orElse("")
                      : "");
      case SILENT ->
          change.opened()
              ? String.format(
                  Locale.ROOT,
                  "nothing has come for %d s",
                  alerting.settings().silentAfter().toSeconds())
              : "records come";
      case REJECTED ->
          change.opened()
              ? "its last %d records were rejected".formatted(-state.run())
              : "its last %d records were images".formatted(state.run());
      case DRIFTED -> drift(change);
    };
  }

  private String drift(Change change) {
    DriftRule rule = alerting.rules().drift();
    double distance = change.state().drift().distance();
    if (Double.isNaN(distance)) {
      return "no longer compared with its first images: the model, the score or --drift-images changed";
    }
    return String.format(
        Locale.ROOT,
        change.opened()
            ? "the scores of %d images differ from those of its first %d by %.2f, above %.2f"
            : "the scores of its last %d images are like those of its first %d again: %.2f, at most half of %.2f",
        rule.images(),
        rule.images(),
        distance,
        rule.distance());
  }
}
