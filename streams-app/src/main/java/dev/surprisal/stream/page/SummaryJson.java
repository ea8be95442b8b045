package dev.surprisal.stream.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.Distribution;
import dev.surprisal.stream.meter.Figures;
import dev.surprisal.stream.page.History.Moment;
import java.util.ArrayList;
import java.util.List;

/** State and figures of a scorer as the page reads them. */
final class SummaryJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Rates are over the last ten seconds: fewer flicker, more lag behind. */
  static final long RATE_MILLIS = 10_000;

  /** With so many clean images the band is that of the calibration alone, and costly to compute. */
  private static final long MANY = 1_000_000;

  private final PageSubject subject;
  private final double threshold;

  /** Share of the clean images in each bucket of the scores. */
  private final List<Double> clean = new ArrayList<>();

  SummaryJson(PageSubject subject) {
    this.subject = subject;
    this.threshold = subject.promise().isPresent() ? subject.decision().threshold() : Double.NaN;
    Distribution scores = subject.meters().figures().scores();
    double below = 0;
    for (int i = 0; i < scores.buckets(); i++) {
      double share = subject.meters().cleanShare(scores.upperBound(i));
      clean.add(share - below);
      below = share;
    }
  }

  /** State, totals since the start, and what happened within the history. */
  ObjectNode summary(History history, Moment now) {
    Figures figures = now.figures();
    Moment oldest = history.oldest();
    ObjectNode json = JSON.objectNode();
    Health.Status status = subject.health().status();
    json.put("time", now.millis())
        .put("ready", status.ready())
        .put("alive", status.alive())
        .put("state", status.reason())
        .put("model", subject.bundle().bundle().name())
        .put("digest", subject.bundle().digest())
        .put("score", subject.decision().score().wireName())
        .put("labels", subject.labels())
        .put("images", figures.judged())
        .put("anomalous", figures.anomalous())
        .put("rejected", figures.rejected())
        .put("missed", figures.missed())
        .put("waiting", subject.waiting().getAsLong())
        .put("windowSeconds", Math.round(now.secondsSince(oldest)));
    number(json, "perSecond", perSecond(history, now));
    number(json, "drift", figures.drift());
    latency(
        json.putObject("latency"),
        figures.endToEndSeconds().since(oldest.figures().endToEndSeconds()));
    Distribution recent = figures.scores().since(oldest.figures().scores());
    subject
        .promise()
        .ifPresent(
            promise -> promise(json.putObject("promise"), promise, figures, oldest.figures()));
    scores(json.putObject("scores"), recent);
    return json;
  }

  /** Time, records a second, and the share of the images that was anomalous; null without any. */
  ArrayNode rates(History history, Moment now) {
    Figures before = history.before(RATE_MILLIS).figures();
    long judged = now.figures().judged() - before.judged();
    ArrayNode json = JSON.arrayNode().add(now.millis()).add(orZero(perSecond(history, now)));
    return judged == 0
        ? json.addNull()
        : json.add((now.figures().anomalous() - before.anomalous()) / (double) judged);
  }

  private static double perSecond(History history, Moment now) {
    Moment before = history.before(RATE_MILLIS);
    return (now.figures().records() - before.figures().records()) / now.secondsSince(before);
  }

  private static double orZero(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static void latency(ObjectNode json, Distribution seconds) {
    number(json, "p50", seconds.quantile(0.5));
    number(json, "p95", seconds.quantile(0.95));
    number(json, "p99", seconds.quantile(0.99));
  }

  /** The share of anomalous images beside the band that is usual where all images are clean. */
  private static void promise(ObjectNode json, AlarmPromise promise, Figures now, Figures oldest) {
    long images = now.judged() - oldest.judged();
    long anomalous = now.anomalous() - oldest.anomalous();
    json.put("rate", promise.rate())
        .put("words", promise.inWords())
        .put("images", images)
        .put("anomalous", anomalous);
    if (images > 0) {
      AlarmPromise.Band band = promise.band(Math.min(images, MANY));
      double share = anomalous / (double) images;
      json.put("low", band.low())
          .put("high", band.high())
          .put("kept", share < band.low() ? "fewer" : share > band.high() ? "more" : "usual");
    }
  }

  private void scores(ObjectNode json, Distribution recent) {
    number(json, "threshold", threshold);
    ArrayNode bounds = json.putArray("bounds");
    ArrayNode counts = json.putArray("counts");
    for (int i = 0; i < recent.buckets(); i++) {
      double upper = recent.upperBound(i);
      counts.add(recent.count(i));
      if (Double.isFinite(upper)) {
        bounds.add(upper);
      }
    }
    ArrayNode shares = json.putArray("clean");
    clean.forEach(shares::add);
  }

  private static void number(ObjectNode json, String field, double value) {
    if (Double.isFinite(value)) {
      json.put(field, value);
    } else {
      json.putNull(field);
    }
  }
}
