package dev.surprisal.stream.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.stream.models.Standing;
import dev.surprisal.stream.page.History.Moment;
import dev.surprisal.stream.page.LiveNews.Event;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a page is told once a second. One thread's. */
final class PageReport {
  private final LiveNews news;
  private final Findings findings;
  private final PageSubject subject;
  private final SummaryJson json;
  private final Clock clock;
  private final History history = new History();
  private final ModelsJson models = new ModelsJson();
  private String sourcesTold = "";
  private String modelsTold = "";

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
    List<Event> events = new ArrayList<>();
    events.add(Event.of(EventType.RATES, "", json.rates(history, now).toString()));
    subject
        .sources()
        .map(board -> SourcesJson.of(board.rows()).toString())
        .filter(this::isNew)
        .ifPresent(sources -> events.add(Event.of(EventType.SOURCES, "", sources)));
    Optional<Standing> standing = subject.models().map(Supplier::get);
    ObjectNode summary = json.summary(history, now);
    standing
        .flatMap(Standing::candidate)
        .flatMap(change -> subject.meters().shadow().figures(change.model().digest()))
        .map(json::candidate)
        .ifPresent(candidate -> summary.set("candidate", candidate));
    standing
        .map(one -> models.of(one).toString())
        .filter(one -> !one.equals(modelsTold))
        .ifPresent(
            one -> {
              modelsTold = one;
              events.add(Event.of(EventType.MODELS, "", one));
            });
    findings.take().stream()
        .map(found -> Event.of(found.type(), found.source(), found.json().get()))
        .forEach(events::add);
    events.add(Event.of(EventType.SUMMARY, "", summary.toString()));
    news.tell(events);
  }

  /** Of many sources, theirs is the largest event: told only where anything has changed. */
  private boolean isNew(String sources) {
    boolean changed = !sources.equals(sourcesTold);
    sourcesTold = sources;
    return changed;
  }
}
