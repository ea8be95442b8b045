package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.demo.LiveNews.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveNewsTest {
  private static final String SILENCE = ":\n\n";

  private final LiveNews news = new LiveNews(Duration.ofMillis(1));

  @Test
  void readerWhoFallsBehindHearsTheLatest() throws InterruptedException {
    try (LiveNews.Reader slow = news.read()) {
      for (int i = 0; i <= 2_000; i++) {
        news.tell(Kind.VERDICTS, String.valueOf(i));
      }

      assertThat(heard(slow)).containsExactly("event: verdicts\ndata: 2000\n\n");
    }
  }

  @Test
  void latecomerHearsWhatThePageStillShows() throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      news.tell(Kind.VERDICTS, "v" + i);
      news.tell(Kind.SUMMARY, "s" + i);
      news.tell(Kind.ALARM, "a" + i);
    }

    try (LiveNews.Reader late = news.read()) {
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
  void readerWhoHasGoneHearsNothing() throws InterruptedException {
    LiveNews.Reader gone = news.read();
    gone.close();
    news.tell(Kind.SUMMARY, "1");

    assertThat(heard(gone)).isEmpty();
    assertThat(news.hasReaders()).isFalse();
  }

  static List<String> heard(LiveNews.Reader reader) throws InterruptedException {
    List<String> events = new ArrayList<>();
    for (String event = reader.next(); !event.equals(SILENCE); event = reader.next()) {
      events.add(event);
    }
    return events;
  }
}
