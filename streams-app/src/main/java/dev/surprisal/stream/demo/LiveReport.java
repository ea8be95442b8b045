package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.surprisal.stream.watch.VerdictMessage;

/** Tells the live page of verdicts, alarms and the tally, a few times a second. One thread's. */
final class LiveReport {
  /** More a moment than an eye can tell apart; anomalies are always among them. */
  private static final int MOST_NORMAL = 200;

  private static final long PERIOD_NANOS = 250_000_000;

  private final LiveNews news;
  private final Tally tally;
  private final long start = System.nanoTime();
  private ArrayNode verdicts = JsonNodeFactory.instance.arrayNode();
  private double falseAlarmRate = Double.NaN;
  private long told = start;

  LiveReport(LiveNews news, Tally tally) {
    this.news = news;
    this.tally = tally;
  }

  /** A dot. */
  void verdict(VerdictMessage message) {
    falseAlarmRate = message.falseAlarmRate();
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
   * @param truth what was sent
   */
  void alarm(VerdictMessage message, String truth) {
    news.tell("alarm", message.jsonWith("truth", truth));
  }

  /** Passes on what has gathered, if it is time. */
  void tell() {
    long now = System.nanoTime();
    if (now - told < PERIOD_NANOS || verdicts.isEmpty()) {
      return;
    }
    told = now;
    news.tell("verdicts", verdicts.toString());
    verdicts = JsonNodeFactory.instance.arrayNode();
    Summary summary = tally.summary((now - start) / 1e9);
    news.tell("summary", summary.json().put("falseAlarmRate", falseAlarmRate).toString());
  }
}
