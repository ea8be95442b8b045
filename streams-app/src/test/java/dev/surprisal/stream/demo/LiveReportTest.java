package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    report.verdict(verdict(1, 0.5, false));
    now += LiveReport.PERIOD_NANOS - 1;
    report.tell();

    assertThat(heard()).isEmpty();
  }

  @Test
  void dotsAreThinnedOutButNoAnomalyIsLeftOut() throws IOException {
    for (int i = 0; i < 300; i++) {
      report.verdict(verdict(i, 0.5, false));
    }
    report.verdict(verdict(300, 0.002, true));
    now += LiveReport.PERIOD_NANOS;
    report.tell();

    List<String> heard = heard();
    assertThat(heard).hasSize(2);
    JsonNode dots = data(heard.get(0), "verdicts");
    assertThat(dots).hasSize(LiveReport.MOST_NORMAL + 1);
    assertThat(dots.get(0).toString()).isEqualTo("[0,0.5,0]");
    assertThat(dots.get(LiveReport.MOST_NORMAL).toString()).isEqualTo("[300,0.002,1]");
  }

  @Test
  void tallyIsToldWithTheRateInForce() throws IOException {
    report.verdict(verdict(1, 0.5, false));
    tally.verdict("images-0-1", false, 12);
    now += 2_000_000_000;
    report.tell();

    JsonNode summary = data(heard().get(1), "summary");
    assertThat(summary.path("images").asInt()).isEqualTo(1);
    assertThat(summary.path("imagesPerSecond").asDouble()).isEqualTo(0.5);
    assertThat(summary.path("falseAlarmRate").asDouble()).isEqualTo(0.01);
    assertThat(summary.path("promise").asText())
        .isEqualTo(
            "at most 1.00 % of clean images on average over calibrations; 0.00 % to 0.00 % is usual for 1");
  }

  @Test
  void rejectionsAloneMoveTheTally() throws IOException {
    tally.rejected("images-0-1", 12);
    now += LiveReport.PERIOD_NANOS;
    report.tell();

    assertThat(data(heard().get(0), "summary").path("rejected").asInt()).isEqualTo(1);
  }

  @Test
  void alarmSaysWhatWasSentIfItWasAnAnomaly() throws IOException {
    report.alarm(verdict(1, 0.002, true), Optional.of("fashion"));
    report.alarm(verdict(2, 0.002, true), Optional.empty());

    List<String> heard = heard();
    assertThat(data(heard.get(0), "alarm").path("truth").asText()).isEqualTo("fashion");
    assertThat(data(heard.get(1), "alarm").has("truth")).isFalse();
    assertThat(data(heard.get(1), "alarm").path("pValue").asDouble()).isEqualTo(0.002);
  }

  @Test
  void endComesAfterTheLastFigures() {
    report.verdict(verdict(1, 0.5, false));
    report.end();

    assertThat(heard())
        .extracting(event -> event.substring(7, event.indexOf('\n')))
        .containsExactly("verdicts", "summary", "end");
  }

  /** What a latecomer hears, kind by kind. */
  private List<String> heard() {
    try (LiveNews.Reader reader = LiveNewsTest.reader(news)) {
      return LiveNewsTest.heard(reader);
    }
  }

  private static JsonNode data(String event, String kind) throws IOException {
    String begin = "event: " + kind + "\ndata: ";
    assertThat(event).startsWith(begin);
    return new ObjectMapper().readTree(event.substring(begin.length()));
  }

  private static VerdictMessage verdict(int offset, double pValue, boolean anomalous) {
    String json =
        "{\"id\":\"images-0-%d\",\"timestamp\":%d,\"anomalous\":%b,\"pValue\":%s,\"falseAlarmRate\":0.01}"
            .formatted(offset, offset, anomalous, pValue);
    return VerdictMessage.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
