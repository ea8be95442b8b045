package dev.surprisal.stream.page;

import dev.surprisal.stream.page.History.Moment;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.time.Clock;

/** What a page is told once a second. One thread's. */
final class PageReport {
  private final LiveNews news;
  private final Findings findings;
  private final PageSubject subject;
  private final SummaryJson json;
  private final Clock clock;
  private final History history = new History();
  private String sourcesTold = "";

  PageReport(LiveNews news, Findings findings, PageSubject subject, Clock clock) {
    this.news = news;
    this.findings = findings;
    this.subject = subject;
    this.json = new SummaryJson(subject);
    this.clock = clock;
  }

  /** Tells what is new, and how things stand now. */
  void tell() {
    Moment now = new Moment(clock.millis(), subject.meters().figures());
    history.add(now);
    news.tell(EventType.RATES, json.rates(history, now).toString());
    subject.sources().map(board -> SourcesJson.of(board.rows()).toString()).ifPresent(this::tell);
    findings.take().forEach(found -> news.tell(found.type(), found.source(), found.json().get()));
    news.tell(EventType.SUMMARY, json.summary(history, now).toString());
  }

  /** Tells of the sources where anything has changed: of many, it is the largest event. */
  private void tell(String sources) {
    if (!sources.equals(sourcesTold)) {
      sourcesTold = sources;
      news.tell(EventType.SOURCES, sources);
    }
  }
}
