package dev.surprisal.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.page.LiveNews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveReportTest {
  private final LiveNews news = new LiveNews(Runnable::run);
  private final Tally tally = new Tally();
  private long now = 1_000;
  private final LiveReport report =
      new LiveReport(news, tally, new AlarmPromise(0.01, 6_000), () -> now);

  @Test
  void nothingIsToldBeforeItIsTime() {
    now += LiveReport.PERIOD_NANOS - 1;
    report.tell();

    assertThat(heard()).isEmpty();
  }

  @Test
  void tallyIsToldWithWhatIsPromised() throws IOException {
    tally.verdict("images-0-1", false, 12);
    now += 2_000_000_000;
    report.tell();

    JsonNode told = data(heard().get(0), "tally");
    assertThat(told.path("images").asInt()).isEqualTo(1);
    assertThat(told.path("imagesPerSecond").asDouble()).isEqualTo(0.5);
    assertThat(told.path("promise").asText())
        .isEqualTo(
            "at most 1.00 % of clean images on average over calibrations; 0.00 % to 0.00 % is usual for 1");
  }

  @Test
  void rejectionsAloneMoveTheTally() throws IOException {
    tally.rejected("images-0-1", 12);
    now += LiveReport.PERIOD_NANOS;
    report.tell();

    assertThat(data(heard().get(0), "tally").path("rejected").asInt()).isEqualTo(1);
  }

  @Test
  void alarmIsToldToBeWhatWasSentOrFalse() throws IOException {
    report.alarm("images-0-1", Optional.of("fashion"));
    report.alarm("images-0-2", Optional.empty());

    assertThat(data(heard().get(0), "truth").toString())
        .isEqualTo("{\"id\":\"images-0-1\",\"truth\":\"fashion\"}");
    assertThat(data(heard().get(1), "truth").path("truth").asText()).isEqualTo("false alarm");
  }

  /** What a latecomer hears, kind by kind. */
  private List<String> heard() {
    List<String> events = new ArrayList<>();
    try (LiveNews.Reader reader = news.read(() -> {}).orElseThrow()) {
      for (Optional<LiveNews.Event> event = reader.next();
          event.isPresent();
          event = reader.next()) {
        events.add(UTF_8.decode(event.get().bytes()).toString());
      }
    }
    return events;
  }

  private static JsonNode data(String event, String kind) throws IOException {
    String begin = "event: " + kind + "\ndata: ";
    assertThat(event).startsWith(begin);
    return new ObjectMapper().readTree(event.substring(begin.length()));
  }
}
