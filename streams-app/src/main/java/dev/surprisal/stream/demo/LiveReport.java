package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sends verdicts, alarms and the tally to the live page a few times a second. Must be used by one
 * thread only.
 */
final class LiveReport {
  /** Most normal verdicts sent per period; anomalous ones are always sent. */
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

  /** Adds a verdict to the next message; the page draws it as a dot. */
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
   * Sends an anomalous verdict with its pictures.
   *
   * @param truth the kind of anomaly that was sent, if it was one
   */
  void alarm(VerdictMessage message, Optional<String> truth) {
    news.tell(
        LiveNews.EventType.ALARM,
        truth.map(kind -> message.jsonWith("truth", kind)).orElseGet(message::json));
  }

  /** Sends what was added since the last message if a period has passed. */
  void tell() {
    if (nanos.getAsLong() - told >= PERIOD_NANOS) {
      tellNow();
    }
  }

  /** Sends the last figures and tells the page that no more will come. */
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
