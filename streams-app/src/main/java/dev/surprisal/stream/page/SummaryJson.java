package dev.surprisal.stream.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.CandidateFigures;
import dev.surprisal.stream.meter.Disagreement;
import dev.surprisal.stream.meter.Distribution;
import dev.surprisal.stream.meter.Figures;
import dev.surprisal.stream.page.History.Moment;

/** State and figures of a scorer as the page reads them. */
final class SummaryJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Rates are over the last ten seconds: fewer flicker, more lag behind. */
  static final long RATE_MILLIS = 10_000;

  /** With so many clean images the band is that of the calibration alone, and costly to compute. */
  private static final long MANY = 1_000_000;

  private final PageSubject subject;

  SummaryJson(PageSubject subject) {
    this.subject = subject;
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
        .put("model", figures.model().bundle().bundle().name())
        .put("digest", figures.model().digest())
        .put("score", figures.model().decision().score().wireName())
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
    if (subject.promises()) {
      AlarmPromise promise = AlarmPromise.of(figures.model().decision());
      promise(
          json.putObject("promise"),
          promise,
          figures.judged() - oldest.figures().judged(),
          figures.anomalous() - oldest.figures().anomalous());
    }
    scores(json.putObject("scores"), figures, oldest.figures());
    return json;
  }

  /** What a candidate found out about the images that it scored. */
  ObjectNode candidate(CandidateFigures figures) {
    ObjectNode json =
        JSON.objectNode()
            .put("digest", figures.model().digest())
            .put("images", figures.images())
            .put("alarms", figures.alarms())
            .put("activeAlarms", figures.activeAlarms())
            .put("failed", figures.failed())
            .put("seconds", figures.seconds());
    ObjectNode differ = json.putObject("disagreements");
    for (Disagreement kind : Disagreement.values()) {
      differ.put(kind.wireName(), figures.disagreements().get(kind));
    }
    if (subject.promises()) {
      AlarmPromise promise = AlarmPromise.of(figures.model().decision());
      promise(json.putObject("promise"), promise, figures.images(), figures.alarms());
    }
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
  private static void promise(ObjectNode json, AlarmPromise promise, long images, long anomalous) {
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

  private void scores(ObjectNode json, Figures now, Figures oldest) {
    Distribution recent = now.scores().since(oldest.scores());
    number(json, "threshold", subject.promises() ? now.model().decision().threshold() : Double.NaN);
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
    now.clean().forEach(shares::add);
  }

  private static void number(ObjectNode json, String field, double value) {
    if (Double.isFinite(value)) {
      json.put(field, value);
    } else {
      json.putNull(field);
    }
  }
}
