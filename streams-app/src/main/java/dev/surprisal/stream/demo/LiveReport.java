package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells the live page of verdicts, alarms and the tally, a few times a second. One thread's. */
final class LiveReport {
  /** Verdicts a moment, more than an eye can tell apart; anomalies are always among them. */
  static final int MOST_NORMAL = 200;

  static final long PERIOD_NANOS = 250_000_000;

  private final LiveNews news;
  private final Tally tally;
  private final AlarmPromise promise;
  private final LongSupplier nanos;
  private final long start;
  private ArrayNode verdicts = JsonNodeFactory.instance.arrayNode();
  private long told;

  LiveReport(LiveNews news, Tally tally, AlarmPromise promise) {
    this(news, tally, promise, System::nanoTime);
  }

  LiveReport(LiveNews news, Tally tally, AlarmPromise promise, LongSupplier nanos) {
    this.news = news;
    this.tally = tally;
    this.promise = promise;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.told = start;
  }

  /** A dot. */
  void verdict(VerdictMessage message) {
    if (message.anomalous() || verdicts.size() < MOST_NORMAL) {
      verdicts
          .addArray()
          .add(message.timestamp())
          .add(message.pValue())
          .add(message.anomalous() ? 1 : 0);
    }
  }

  /**
   * A verdict with its pictures.
   *
   * @param truth what was sent, if it was an anomaly
   */
  void alarm(VerdictMessage message, Optional<String> truth) {
    news.tell(
        LiveNews.EventType.ALARM,
        truth.map(kind -> message.jsonWith("truth", kind)).orElseGet(message::json));
  }

  /** Passes on what has gathered, if it is time. */
  void tell() {
    if (nanos.getAsLong() - told >= PERIOD_NANOS) {
      tellNow();
    }
  }

  /** The last figures, and that they are the last. */
  void end() {
    tellNow();
    news.tell(LiveNews.EventType.END, "{}");
  }

  private void tellNow() {
    told = nanos.getAsLong();
    if (!verdicts.isEmpty()) {
      news.tell(LiveNews.EventType.VERDICTS, verdicts.toString());
      verdicts = JsonNodeFactory.instance.arrayNode();
    }
    Summary summary = tally.summary((told - start) / 1e9);
    ObjectNode json = summary.json();
    json.put("falseAlarmRate", promise.rate());
    json.put("promise", summary.promise(promise));
    news.tell(LiveNews.EventType.SUMMARY, json.toString());
  }
}
