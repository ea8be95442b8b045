package dev.surprisal.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.demo.LiveNews.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveNewsTest {
  private final LiveNews news = new LiveNews(Runnable::run);

  @Test
  void readerWhoFallsBehindHearsTheLatest() {
    try (LiveNews.Reader slow = reader(news)) {
      for (int i = 0; i <= 2_000; i++) {
        news.tell(EventType.VERDICTS, String.valueOf(i));
      }

      assertThat(heard(slow)).containsExactly("event: verdicts\ndata: 2000\n\n");
    }
  }

  @Test
  void latecomerHearsWhatThePageStillShows() {
    for (int i = 0; i < 300; i++) {
      news.tell(EventType.VERDICTS, "v" + i);
      news.tell(EventType.SUMMARY, "s" + i);
      news.tell(EventType.ALARM, "a" + i);
    }

    try (LiveNews.Reader late = reader(news)) {
      List<String> heard = heard(late);
      assertThat(heard).filteredOn(event -> event.contains("data: v")).hasSize(240);
      assertThat(heard).filteredOn(event -> event.contains("data: a")).hasSize(12);
      assertThat(heard)
          .filteredOn(event -> event.contains("data: s"))
          .containsExactly("event: summary\ndata: s299\n\n");
      assertThat(heard).contains("event: verdicts\ndata: v60\n\n", "event: alarm\ndata: a299\n\n");
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
    for (int i = 0; i < 4_000; i++) {
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
