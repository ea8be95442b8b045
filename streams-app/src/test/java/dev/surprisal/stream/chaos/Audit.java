package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.ScorePass;
import dev.surprisal.stream.chaos.AlertAudit.Place;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.AlertRules;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Bundle bundle;
  private final Optional<AlertAudit> alerts;
  private final Map<String, Expected> expected = new HashMap<>();
  private long wrong;

  /**
   * What the outcome should be: two of its figures, or NaN for a rejection. How often it was seen.
   */
  private static final class Expected {
    private final Place place;
    private final double score;
    private final double elboNats;
    private int seen;
    private boolean anomalous;
    private int alarms;

    Expected(Place place, double score, double elboNats) {
      this.place = place;
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
   * @param rules of the alerts, where they are to follow from the verdicts
   */
  Audit(KafkaConnection connection, Topics topics, Bundle bundle, Optional<AlertRules> rules) {
    this.alerts = rules.map(AlertAudit::new);
    this.connection = connection;
    this.topics = topics;
    this.bundle = bundle;
  }

  Outcomes count() throws InterruptedException {
    readImages();
    WholeTopic.forEach(connection, topics.scores(), this::score);
    WholeTopic.forEach(connection, topics.rejected(), this::rejection);
    WholeTopic.forEach(connection, topics.anomalies(), this::alarm);
    long missing = expected.values().stream().filter(Expected::missing).count();
    long doubled = expected.values().stream().filter(Expected::doubled).count();
    return new Outcomes(expected.size(), missing, doubled, wrong, countAlerts());
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
    List<Place> places = new ArrayList<>();
    List<GrayImage> images = new ArrayList<>();
    try (ScorePass pass = new ScorePass(bundle.model(), Set.of(bundle.defaultScore()))) {
      WholeTopic.forEach(
          connection,
          topics.images(),
          record -> {
            Place place = Place.of(record);
            if (record.value().length == bundle.model().shape().pixels()) {
              places.add(place);
              images.add(GrayImage.of(bundle.model().shape(), record.value()));
            } else {
              expected.put(place.id(), new Expected(place, Double.NaN, Double.NaN));
            }
            if (images.size() == 1_000) {
              scoreOffline(pass, places, images);
            }
          });
      scoreOffline(pass, places, images);
    }
  }

  private void scoreOffline(ScorePass pass, List<Place> places, List<GrayImage> images) {
    var scores = pass.score(images);
    for (int i = 0; i < images.size(); i++) {
      expected.put(
          places.get(i).id(),
          new Expected(
              places.get(i), scores.get(i).value(bundle.defaultScore()), scores.get(i).elboNats()));
    }
    places.clear();
    images.clear();
  }

  private void score(ConsumerRecord<byte[], byte[]> record) {
    JsonNode verdict = json(record);
    seen(id(verdict), verdict.path("score").asDouble(), verdict.path("elboNats").asDouble())
        .ifPresent(
            image -> {
              image.anomalous = verdict.path("anomalous").asBoolean();
              double pValue = verdict.path("pValue").asDouble();
              alerts.ifPresent(audit -> audit.judged(image.place, pValue, image.anomalous));
            });
  }

  private void alarm(ConsumerRecord<byte[], byte[]> record) {
    Expected image = expected.get(id(json(record)));
    if (image != null && image.anomalous) {
      image.alarms++;
    } else {
      wrong++;
    }
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
    seen(id, Double.NaN, Double.NaN)
        .ifPresent(
            image -> alerts.ifPresent(audit -> audit.judged(image.place, Double.NaN, false)));
  }

  private Optional<Expected> seen(String id, double score, double elboNats) {
    Expected image = expected.get(id);
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
