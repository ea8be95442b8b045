package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.watch.VerdictMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveNewsTest {
  private static final String VERDICT =
      "{\"id\":\"images-0-7\",\"timestamp\":5,\"anomalous\":true,\"pValue\":0.002,\"falseAlarmRate\":0.01}";

  private final LiveNews news = new LiveNews(Duration.ofMillis(1));

  @Test
  void slowReaderMissesSomeAndHearsTheLatest() throws InterruptedException {
    try (LiveNews.Reader slow = news.read()) {
      for (int i = 0; i < 2_500; i++) {
        news.tell("n", String.valueOf(i));
      }

      String last = slow.next();
      for (int i = 0; i < 2_500 && !last.contains("data: 2499\n"); i++) {
        last = slow.next();
      }

      assertThat(last).isEqualTo("event: n\ndata: 2499\n\n");
    }
  }

  @Test
  void readerThatHasGoneHearsNothing() throws InterruptedException {
    LiveNews.Reader gone = news.read();
    gone.close();
    news.tell("n", "1");

    try (LiveNews.Reader other = news.read()) {
      assertThat(other.next()).contains("data: 1");
    }
    assertThat(gone.next()).isEqualTo(":\n\n");
  }

  @Test
  void alarmIsToldWithWhatWasSent() throws InterruptedException {
    LiveReport report = new LiveReport(news, new Tally());

    report.alarm(message(), "fashion");

    try (LiveNews.Reader reader = news.read()) {
      assertThat(reader.next())
          .isEqualTo(
              "event: alarm\ndata: "
                  + VERDICT.replace("0.01}", "0.01,\"truth\":\"fashion\"}")
                  + "\n\n");
    }
  }

  private static VerdictMessage message() {
    return VerdictMessage.parse(VERDICT.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
