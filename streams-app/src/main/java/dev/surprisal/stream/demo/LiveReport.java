package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** Tells the live page of verdicts, alarms and the tally, a few times a second. One thread's. */
final class LiveReport {
  /** Verdicts a moment, more than an eye can tell apart; anomalies are always among them. */
  static final int MOST_NORMAL = 200;

  static final long PERIOD_NANOS = 250_000_000;

  private final LiveNews news;
  private final Tally tally;
  private final LongSupplier nanos;
  private final long start;
  private ArrayNode verdicts = JsonNodeFactory.instance.arrayNode();
  private OptionalDouble falseAlarmRate = OptionalDouble.empty();
  private long told;

  LiveReport(LiveNews news, Tally tally) {
    this(news, tally, System::nanoTime);
  }

  LiveReport(LiveNews news, Tally tally, LongSupplier nanos) {
    this.news = news;
    this.tally = tally;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.told = start;
  }

  /** A dot. */
  void verdict(VerdictMessage message) {
    falseAlarmRate = OptionalDouble.of(message.falseAlarmRate());
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
    ObjectNode summary = tally.summary((told - start) / 1e9).json();
    falseAlarmRate.ifPresent(rate -> summary.put("falseAlarmRate", rate));
    news.tell(LiveNews.EventType.SUMMARY, summary.toString());
  }
}
