package dev.surprisal.stream.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.page.LiveNews;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells the scorer's live page what the scorer cannot know: what was sent. Must be used by one
 * thread only.
 */
final class LiveReport {
  static final long PERIOD_NANOS = 250_000_000;

  private final LiveNews news;
  private final Tally tally;
  private final AlarmPromise promise;
  private final LongSupplier nanos;
  private final long start;
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

  /**
   * Tells what an alarm was about.
   *
   * @param truth the kind of anomaly that was sent, if it was one
   */
  void alarm(String id, Optional<String> truth) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("truth", truth.orElse("false alarm"));
    news.tell(EventType.TRUTH, json.toString());
  }

  /** Tells the tally if a period has passed. */
  void tell() {
    if (nanos.getAsLong() - told >= PERIOD_NANOS) {
      tellNow();
    }
  }

  /** Tells the tally. */
  void tellNow() {
    told = nanos.getAsLong();
    Summary summary = tally.summary((told - start) / 1e9);
    ObjectNode json = summary.json();
    json.put("promise", summary.promise(promise));
    news.tell(EventType.TALLY, json.toString());
  }
}
