package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.chaos.AlertAudit.Place;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Reads all topics as any reader of committed records would, and counts. */
final class Audit {
  /** Kernels and batches differ in the last bits. */
  private static final double TOLERANCE = 1e-3;

  private static final double RELATIVE_TOLERANCE = 1e-5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConnection connection;
  private final Topics topics;
  private final Map<String, Judging> models;
  private final Barriers barriers;
  private final Optional<AlertAudit> alerts;
  private final SwapTimes times = new SwapTimes();
  private final Map<String, Expected> expected = new HashMap<>();
  private long wrong;
  private long wrongSide;

  /**
   * What the outcome should be: two of its figures, or NaN for a rejection. How often it was seen.
   */
  private static final class Expected {
    private final Place place;
    private final Judging by;
    private final double score;
    private final double elboNats;
    private int seen;
    private boolean anomalous;
    private int alarms;

    Expected(Place place, Judging by, double score, double elboNats) {
      this.place = place;
      this.by = by;
      this.score = score;
      this.elboNats = elboNats;
    }

    boolean matches(double otherScore, double otherElboNats) {
      return close(score, otherScore) && close(elboNats, otherElboNats);
    }

    boolean missing() {
      return seen == 0 || (anomalous && alarms == 0);
    }

    boolean doubled() {
      return seen > 1 || alarms > 1;
    }

    private static boolean close(double a, double b) {
      return Double.isNaN(a)
          ? Double.isNaN(b)
          : Math.abs(a - b) <= TOLERANCE + RELATIVE_TOLERANCE * Math.abs(a);
    }
  }

  /**
   * @param models that judge, by digest; either all have rules of alerts or none
   * @param barriers say which one judges an image
   */
  Audit(KafkaConnection connection, Topics topics, Map<String, Judging> models, Barriers barriers) {
    this.connection = connection;
    this.topics = topics;
    this.models = Map.copyOf(models);
    this.barriers = barriers;
    this.alerts =
        models.values().stream().allMatch(model -> model.rules().isPresent())
            ? Optional.of(new AlertAudit())
            : Optional.empty();
  }

  Outcomes count() throws InterruptedException {
    readImages();
    WholeTopic.forEach(connection, topics.scores(), this::score);
    WholeTopic.forEach(connection, topics.rejected(), this::rejection);
    WholeTopic.forEach(connection, topics.anomalies(), this::alarm);
    long missing = expected.values().stream().filter(Expected::missing).count();
    long doubled = expected.values().stream().filter(Expected::doubled).count();
    return new Outcomes(
        expected.size(),
        missing,
        doubled,
        wrong,
        wrongSide,
        barriers.decisions().size() - 1,
        countAlerts());
  }

  /** When the verdicts came, once they are counted. */
  SwapTimes times() {
    return times;
  }

  private AlertAudit.Result countAlerts() throws InterruptedException {
    if (alerts.isEmpty()) {
      return AlertAudit.Result.NONE;
    }
    AlertAudit audit = alerts.get();
    WholeTopic.forEach(
        connection, topics.alerts().orElseThrow(), record -> audit.arrived(json(record)));
    return audit.compare();
  }

  private void readImages() throws InterruptedException {
    Map<String, OfflineScores> offline = new HashMap<>();
    try {
      models.forEach(
          (digest, model) -> offline.put(digest, new OfflineScores(model, this::expect)));
      WholeTopic.forEach(
          connection,
          topics.images(),
          record -> offline.get(barriers.digest(record.partition(), record.offset())).add(record));
      offline.values().forEach(OfflineScores::finish);
    } finally {
      offline.values().forEach(OfflineScores::close);
    }
  }

  private void expect(Place place, Judging by, double score, double elboNats) {
    expected.put(place.id(), new Expected(place, by, score, elboNats));
  }

  private void score(ConsumerRecord<byte[], byte[]> record) {
    JsonNode verdict = json(record);
    Expected image = expected.get(id(verdict));
    if (image != null && !namesItsModel(verdict, image)) {
      wrongSide++;
      image.seen++;
      image.anomalous = verdict.path("anomalous").asBoolean();
      return;
    }
    seen(image, verdict.path("score").asDouble(), verdict.path("elboNats").asDouble())
        .ifPresent(
            right -> {
              right.anomalous = verdict.path("anomalous").asBoolean();
              times.judged(right.place, record.timestamp());
              judged(right, verdict.path("pValue").asDouble());
            });
  }

  private void judged(Expected image, double pValue) {
    alerts.ifPresent(
        audit ->
            audit.judged(image.place, image.by.rules().orElseThrow(), pValue, image.anomalous));
  }

  private void alarm(ConsumerRecord<byte[], byte[]> record) {
    JsonNode verdict = json(record);
    Expected image = expected.get(id(verdict));
    if (image != null && image.anomalous && namesItsModel(verdict, image)) {
      image.alarms++;
    } else {
      wrong++;
    }
  }

  private static boolean namesItsModel(JsonNode verdict, Expected image) {
    return verdict.path("model").path("digest").asText().equals(image.by.loaded().digest());
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(JsonNode verdict) {
    return verdict.path("id").asText();
  }

  private void rejection(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    String id =
        text(headers, "surprisal.topic")
            + "-"
            + text(headers, "surprisal.partition")
            + "-"
            + text(headers, "surprisal.offset");
    seen(expected.get(id), Double.NaN, Double.NaN).ifPresent(image -> judged(image, Double.NaN));
  }

  private Optional<Expected> seen(Expected image, double score, double elboNats) {
    if (image == null || !image.matches(score, elboNats)) {
      wrong++;
      return Optional.empty();
    }
    image.seen++;
    return Optional.of(image);
  }

  private static String text(Headers headers, String key) {
    return new String(headers.lastHeader(key).value(), UTF_8);
  }
}
