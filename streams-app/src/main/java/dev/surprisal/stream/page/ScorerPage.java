package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.utils.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live page of a scorer, which is told once a second how the scorer fares. */
public final class ScorerPage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScorerPage.class);
  private static final long PERIOD_SECONDS = 1;

  private final Findings findings;
  private final LiveNews news;
  private final PageReport report;
  private final LivePage page;
  private final ScheduledExecutorService thread;

  private ScorerPage(Findings findings, LiveNews news, PageReport report, LivePage page) {
    this.findings = findings;
    this.news = news;
    this.report = report;
    this.page = page;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            ThreadUtils.createThreadFactory("surprisal-page", true));
  }

  /**
   * Listens, and begins to tell.
   *
   * @param labels writes what readers say of anomalies, where they may; must not block
   * @throws dev.surprisal.BadInputException if the address cannot be had or the token not be read
   */
  public static ScorerPage open(
      PageSettings settings,
      PageSubject subject,
      Optional<Function<Label, CompletableFuture<Void>>> labels) {
    Findings findings = new Findings();
    LiveNews news = new LiveNews();
    PageReport report = new PageReport(news, findings, subject, Clock.systemUTC());
    ScorerPage opened =
        new ScorerPage(
            findings,
            news,
            report,
            LivePage.start(
                settings, news, labels.map(writer -> new LabelDesk(findings::find, writer))));
    ScheduledFuture<?> unused =
        opened.thread.scheduleAtFixedRate(opened::tell, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    return opened;
  }

  /** Where the stream threads add what they find. */
  public Findings findings() {
    return findings;
  }

  /** For what else is to be told. */
  public LiveNews news() {
    return news;
  }

  /** Tells what somebody says of an anomaly. */
  public void labelled(Label label) {
    news.tell(
        EventType.LABEL,
        JsonNodeFactory.instance
            .objectNode()
            .put("key", new String(label.key(), UTF_8))
            .put("label", label.opinion().wireName())
            .put("by", label.by())
            .toString());
  }

  /** Where a browser finds it. */
  public String address() {
    return page.address();
  }

  private void tell() {
    try {
      report.tell();
    } catch (RuntimeException e) {
      // The schedule would end with the first exception.
      log.warn("the page could not be told: {}", e.toString());
    }
  }

  /** Tells the last figures and that no more will come, and stops. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(PERIOD_SECONDS, TimeUnit.SECONDS)) {
        tell();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    news.tell(EventType.END, "{}");
    page.close();
  }
}
