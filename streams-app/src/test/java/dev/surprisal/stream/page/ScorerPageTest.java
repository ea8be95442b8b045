package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.testing.InkModel;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScorerPageTest {
  private final LoadedBundle bundle = InkModel.bundle();
  private final Decision decision = bundle.bundle().decision(Score.ELBO, 0.01);
  private final AtomicInteger asked = new AtomicInteger();
  private final ScorerPage page =
      ScorerPage.open(
          PageSettings.onLoopback(0),
          new PageSubject(
              false,
              new ScoringMeters(
                  new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                  bundle,
                  decision,
                  Clock.systemUTC()),
              new Health(),
              this::waiting,
              false,
              Optional.empty(),
              Optional.empty()),
          Optional.empty());

  /** Fails once, as where Kafka Streams is on its way out. */
  private long waiting() {
    if (asked.incrementAndGet() == 1) {
      throw new IllegalStateException("not now");
    }
    return 7;
  }

  @Test
  void itGoesOnAfterAFailureAndItsLastWordsAreTheLatestAndTheEnd() {
    List<String> heard = new ArrayList<>();
    LiveNews.Reader reader = LiveNewsTest.reader(page.news());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              heard.addAll(LiveNewsTest.heard(reader));
              assertThat(heard).anyMatch(event -> event.contains("\"waiting\":7"));
            });
    page.findings()
        .anomaly(
            new Findings.Anomaly("images-0-1", Optional.empty(), Optional.empty(), 17),
            "{}".getBytes(UTF_8));
    page.close();

    List<String> last = LiveNewsTest.heard(reader);
    assertThat(last).endsWith("event: end\ndata: {}\n\n");
    assertThat(last.get(last.size() - 2))
        .contains("event: anomaly\ndata: {}\n\nevent: summary\n")
        .endsWith("}\n\n");
  }
}
