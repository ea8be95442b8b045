package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.page.LiveNews.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveNewsTest {
  private final LiveNews news = new LiveNews(Runnable::run);

  @Test
  void readerWhoFallsBehindHearsWhatThePageStillShows() {
    String megabyte = "x".repeat(1 << 20);
    try (LiveNews.Reader slow = reader(news)) {
      for (int i = 0; i < 8; i++) {
        news.tell(EventType.SOURCES, i + megabyte);
      }

      assertThat(heard(slow)).containsExactly("event: sources\ndata: 7" + megabyte + "\n\n");
    }
  }

  @Test
  void readerWhoKeepsUpHearsEverythingInOrder() {
    try (LiveNews.Reader reader = reader(news)) {
      news.tell(EventType.SUMMARY, "1");
      news.tell(EventType.RATES, "2");
      news.tell(EventType.SUMMARY, "3");

      assertThat(heard(reader))
          .containsExactly(
              "event: summary\ndata: 1\n\n",
              "event: rates\ndata: 2\n\n",
              "event: summary\ndata: 3\n\n");
    }
  }

  @Test
  void readerWhoKeepsUpIsNeverBegunAgain() {
    String megabyte = "x".repeat(1 << 20);
    try (LiveNews.Reader reader = reader(news)) {
      for (int i = 0; i < 20; i++) {
        news.tell(EventType.RATES, i + megabyte);

        assertThat(heard(reader)).containsExactly("event: rates\ndata: " + i + megabyte + "\n\n");
      }
    }
  }

  /** A write for each would cost 200 readers as many system calls. */
  @Test
  void whatIsToldTogetherIsWrittenOnceAndKeptApart() {
    try (LiveNews.Reader reader = reader(news)) {
      news.tell(
          List.of(
              LiveNews.Event.of(EventType.RATES, "", "1"),
              LiveNews.Event.of(EventType.SUMMARY, "", "2")));
      news.tell(EventType.RATES, "3");

      assertThat(heard(reader))
          .containsExactly(
              "event: rates\ndata: 1\n\nevent: summary\ndata: 2\n\n", "event: rates\ndata: 3\n\n");
    }
    try (LiveNews.Reader late = reader(news)) {
      assertThat(heard(late))
          .containsExactly(
              "event: rates\ndata: 1\n\n",
              "event: rates\ndata: 3\n\n",
              "event: summary\ndata: 2\n\n");
    }
  }

  @Test
  void latecomerHearsWhatThePageStillShows() {
    for (int i = 0; i < 400; i++) {
      news.tell(EventType.RATES, "r" + i);
      news.tell(EventType.SUMMARY, "s" + i);
      news.tell(EventType.ANOMALY, "a" + i);
    }

    try (LiveNews.Reader late = reader(news)) {
      List<String> heard = heard(late);
      assertThat(heard).filteredOn(event -> event.contains("data: r")).hasSize(300);
      assertThat(heard).filteredOn(event -> event.contains("data: a")).hasSize(48);
      assertThat(heard)
          .filteredOn(event -> event.contains("data: s"))
          .containsExactly("event: summary\ndata: s399\n\n");
      assertThat(heard)
          .startsWith("event: rates\ndata: r100\n\n")
          .contains("event: anomaly\ndata: a399\n\n")
          .endsWith("event: summary\ndata: s399\n\n");
    }
  }

  @Test
  void ofEachSourceSomethingIsStillShown() {
    for (int i = 0; i < 20; i++) {
      news.tell(List.of(LiveNews.Event.of(EventType.ANOMALY, "good", "g" + i)));
    }
    for (int i = 0; i < 100; i++) {
      news.tell(List.of(LiveNews.Event.of(EventType.ANOMALY, "dead", "d" + i)));
    }

    try (LiveNews.Reader late = reader(news)) {
      List<String> heard = heard(late);
      assertThat(heard).hasSize(48).startsWith("event: anomaly\ndata: g0\n\n");
      assertThat(heard).filteredOn(event -> event.contains("data: g")).hasSize(20);
      assertThat(heard).endsWith("event: anomaly\ndata: d99\n\n");
    }
  }

  @Test
  void readerIsWokenForEachEventUntilItIsGone() throws InterruptedException {
    AtomicInteger woken = new AtomicInteger();
    LiveNews.Reader reader = news.read(woken::incrementAndGet).orElseThrow();
    news.tell(EventType.SUMMARY, "1");
    reader.close();
    news.tell(EventType.SUMMARY, "2");

    assertThat(woken).hasValue(1);
    assertThat(heard(reader)).containsExactly("event: summary\ndata: 1\n\n");
    news.awaitNoReaders(Duration.ofDays(1));
  }

  @Test
  void tooManyReadersAreTurnedAway() {
    for (int i = 0; i < 500; i++) {
      reader(news);
    }

    assertThat(news.read(() -> {})).isEmpty();
  }

  static LiveNews.Reader reader(LiveNews news) {
    return news.read(() -> {}).orElseThrow();
  }

  static List<String> heard(LiveNews.Reader reader) {
    List<String> events = new ArrayList<>();
    for (Optional<LiveNews.Event> event = reader.next(); event.isPresent(); event = reader.next()) {
      events.add(UTF_8.decode(event.get().bytes()).toString());
    }
    return events;
  }
}
