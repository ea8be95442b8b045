package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.CandidateMeters;
import dev.surprisal.stream.meter.Disagreement;
import dev.surprisal.stream.meter.JudgingModel;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.models.Change;
import dev.surprisal.stream.models.Refusal;
import dev.surprisal.stream.models.Standing;
import dev.surprisal.stream.source.SourceBoard;
import dev.surprisal.stream.source.SourceRow;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is fed into the meters comes out of the page's JSON. InkModel is calibrated by 101, 102, …,
 * 199: at a rate of 1 % what is above 199 is anomalous.
 */
class PageReportTest {
  private static final long START = 1_770_091_506_000L;

  private long now = START;
  private final LoadedBundle bundle = InkModel.bundle();
  private final Decision decision = bundle.bundle().decision(Score.ELBO, 0.01);
  private final ScoringMeters meters =
      new ScoringMeters(
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
          bundle,
          decision,
          new TestClock(() -> now));
  private final LiveNews news = new LiveNews(Runnable::run);
  private final Findings findings = new Findings();
  private final Health health = new Health();
  private final SourceBoard sources = new SourceBoard();
  private Optional<Standing> standing = Optional.empty();
  private final PageReport report = report(true);

  @Test
  void summaryHasTheFiguresThatWereFed() {
    health.ready("scoring images");
    report.tell();
    feed(97, 3);
    now = START + 10_000;
    report.tell();

    JsonNode summary = last("summary");
    assertThat(summary.path("ready").asBoolean()).isTrue();
    assertThat(summary.path("alive").asBoolean()).isTrue();
    assertThat(summary.path("state").asText()).isEqualTo("scoring images");
    assertThat(summary.path("model").asText()).isEqualTo("ink");
    assertThat(summary.path("digest").asText()).isEqualTo("d".repeat(64));
    assertThat(summary.path("score").asText()).isEqualTo("elbo");
    assertThat(summary.path("time").asLong()).isEqualTo(START + 10_000);
    assertThat(summary.path("images").asLong()).isEqualTo(100);
    assertThat(summary.path("anomalous").asLong()).isEqualTo(3);
    assertThat(summary.path("rejected").asLong()).isEqualTo(2);
    assertThat(summary.path("missed").asLong()).isEqualTo(4);
    assertThat(summary.path("waiting").asLong()).isEqualTo(5);
    assertThat(summary.path("windowSeconds").asLong()).isEqualTo(10);
    assertThat(summary.path("perSecond").asDouble()).isEqualTo(10.2);
    assertThat(summary.path("drift").isNull()).isTrue();
    // Half of the records within (0.05, 0.1] s, half within (1, 2] s, linear in between.
    assertThat(summary.path("latency").path("p50").asDouble()).isEqualTo(0.1, within(1e-12));
    assertThat(summary.path("latency").path("p95").asDouble()).isEqualTo(1.9, within(1e-12));
    assertThat(summary.path("latency").path("p99").asDouble()).isEqualTo(1.98, within(1e-12));
    assertThat(last("rates").toString()).isEqualTo("[%d,10.2,0.03]".formatted(START + 10_000));
  }

  @Test
  void scoresStandBesideThoseOfCleanImages() {
    report.tell();
    feed(97, 3);
    report.tell();

    JsonNode scores = last("summary").path("scores");
    assertThat(scores.path("threshold").asDouble()).isEqualTo(199);
    assertThat(scores.path("bounds")).hasSize(21);
    assertThat(scores.path("bounds").get(6).asDouble()).isEqualTo(150);
    assertThat(scores.path("bounds").get(17).asDouble()).isEqualTo(297);
    assertThat(scores.path("counts")).hasSize(22);
    assertThat(scores.path("counts").get(6).asLong()).isEqualTo(97);
    assertThat(scores.path("counts").get(17).asLong()).isEqualTo(3);
    assertThat(scores.path("clean")).hasSize(22);
    double[] clean = {1, 4, 5, 10, 10, 10, 10, 10, 10, 10, 10, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < clean.length; i++) {
      assertThat(scores.path("clean").get(i).asDouble()).isEqualTo(clean[i] / 99, within(1e-12));
    }
  }

  /** Beta-binomial for 100 images and a calibration of 99, by its recurrence on paper. */
  @Test
  void promiseIsKeptWithinTheBandAndNotAboveIt() {
    report.tell();
    feed(95, 5);
    report.tell();
    JsonNode usual = last("summary").path("promise");
    feed(0, 1);
    report.tell();
    JsonNode more = last("summary").path("promise");

    assertThat(usual.path("rate").asDouble()).isEqualTo(0.01);
    assertThat(usual.path("images").asLong()).isEqualTo(100);
    assertThat(usual.path("anomalous").asLong()).isEqualTo(5);
    assertThat(usual.path("low").asDouble()).isZero();
    assertThat(usual.path("high").asDouble()).isEqualTo(0.05);
    assertThat(usual.path("kept").asText()).isEqualTo("usual");
    assertThat(more.path("anomalous").asLong()).isEqualTo(6);
    assertThat(more.path("kept").asText()).isEqualTo("more");
  }

  /** P(X ≤ 1) = 0.0195 and P(X ≤ 2) = 0.0291 for 10,000 images and a calibration of 99. */
  @Test
  void fewerAlarmsThanTheBandAreSaidToBeFewer() {
    report.tell();
    feed(10_000, 0);
    report.tell();
    JsonNode fewer = last("summary").path("promise");
    feed(0, 2);
    report.tell();

    assertThat(fewer.path("low").asDouble()).isEqualTo(0.0002);
    assertThat(fewer.path("kept").asText()).isEqualTo("fewer");
    assertThat(last("summary").path("promise").path("kept").asText()).isEqualTo("usual");
  }

  @Test
  void ratesAreThoseOfTheLastTenSeconds() {
    report.tell();
    feed(100, 0);
    now = START + 5_000;
    report.tell();
    feed(15, 5);
    now = START + 15_000;
    report.tell();

    assertThat(last("rates").toString()).isEqualTo("[%d,2.2,0.25]".formatted(START + 15_000));
    assertThat(last("summary").path("perSecond").asDouble()).isEqualTo(2.2);
  }

  @Test
  void whatIsOlderThanFiveMinutesCountsInTheTotalsOnly() {
    report.tell();
    feed(97, 3);
    now = START + 1_000;
    report.tell();
    now = START + 302_000;
    report.tell();

    JsonNode summary = last("summary");
    assertThat(summary.path("images").asLong()).isEqualTo(100);
    assertThat(summary.path("promise").path("images").asLong()).isZero();
    assertThat(summary.path("promise").has("kept")).isFalse();
    assertThat(summary.path("latency").path("p50").isNull()).isTrue();
    assertThat(summary.path("perSecond").asDouble()).isZero();
    assertThat(last("rates").get(2).isNull()).isTrue();
  }

  @Test
  void shareOfFalseAlarmsPromisesNothingOfCleanImages() {
    PageReport controlled = report(false);
    controlled.tell();

    assertThat(last("summary").has("promise")).isFalse();
    assertThat(last("summary").path("scores").path("threshold").isNull()).isTrue();
  }

  @Test
  void findingsAreToldBeforeTheSummary() {
    findings.anomaly(
        new Findings.Anomaly("images-0-1", Optional.empty(), Optional.empty(), 17),
        "{\"id\":\"images-0-1\"}".getBytes(UTF_8));
    findings.rejected(
        new Findings.Rejection(
            "images-0-2", Optional.empty(), Optional.empty(), 7, "empty", "no bytes"));
    health.failed("the model is broken");
    report.tell();

    assertThat(heard())
        .extracting(event -> event.substring(7, event.indexOf('\n')))
        .containsExactly("rates", "sources", "models", "anomaly", "rejected", "summary");
    assertThat(last("anomaly").path("id").asText()).isEqualTo("images-0-1");
    assertThat(last("rejected").path("reason").asText()).isEqualTo("empty");
    assertThat(last("summary").path("alive").asBoolean()).isFalse();
    assertThat(last("summary").path("state").asText()).isEqualTo("the model is broken");
  }

  @Test
  void sourcesAreToldWhenTheyHaveChanged() {
    report.tell();
    assertThat(last("sources")).isEmpty();
    sources.set(2, List.of(row(7)));
    LiveNews.Reader reader = LiveNewsTest.reader(news);
    LiveNewsTest.heard(reader);
    report.tell();
    report.tell();
    sources.set(2, List.of(row(8)));
    report.tell();

    assertThat(LiveNewsTest.heard(reader))
        .filteredOn(events -> events.contains("event: sources"))
        .hasSize(2);
    assertThat(last("sources").get(0).path("images").asLong()).isEqualTo(8);
    assertThat(last("sources").get(0).path("partition").asInt()).isEqualTo(2);
  }

  /** Beta-binomial for 100 images and a calibration of 99: up to 5 are usual. */
  @Test
  void candidateStandsBesideTheModelInForceOnTheSameImages() {
    JudgingModel candidate =
        new JudgingModel(new LoadedBundle(bundle.bundle(), "c".repeat(64)), decision);
    Change begun = change(3, "shadow", "c", Optional.empty(), Optional.of(0.25));
    standing = Optional.of(new Standing(List.of(begun), Optional.of(begun), List.of()));
    report.tell();
    assertThat(last("summary").has("candidate")).isFalse();

    CandidateMeters shadow = meters.shadow().of(candidate);
    for (int i = 0; i < 100; i++) {
      shadow.scored(i < 6);
    }
    for (int i = 0; i < 5; i++) {
      shadow.disagreed(Disagreement.CANDIDATE_ALARMS);
    }
    shadow.disagreed(Disagreement.ACTIVE_ALARMS);
    shadow.disagreed(Disagreement.ACTIVE_ALARMS);
    shadow.failed(9);
    shadow.took(1_500_000_000);
    report.tell();

    JsonNode told = last("summary").path("candidate");
    assertThat(told.path("digest").asText()).isEqualTo("c".repeat(64));
    assertThat(told.path("images").asLong()).isEqualTo(100);
    assertThat(told.path("alarms").asLong()).isEqualTo(6);
    assertThat(told.path("activeAlarms").asLong()).isEqualTo(3);
    assertThat(told.path("failed").asLong()).isEqualTo(9);
    assertThat(told.path("seconds").asDouble()).isEqualTo(1.5);
    assertThat(told.path("disagreements").toString())
        .isEqualTo("{\"candidate-alarms\":5,\"active-alarms\":2,\"candidate-rejects\":0}");
    assertThat(told.path("promise").path("high").asDouble()).isEqualTo(0.05);
    assertThat(told.path("promise").path("kept").asText()).isEqualTo("more");
    assertThat(last("models").path("candidate").path("share").asDouble()).isEqualTo(0.25);
    assertThat(last("models").path("candidate").has("refused")).isFalse();
  }

  @Test
  void changesAndRefusalsAreToldTheNewestFirstAndRefusalsAreRemembered() {
    Change first = change(1, "activate", "a", Optional.empty(), Optional.empty());
    Change next = change(2, "activate", "b", Optional.of("a"), Optional.empty());
    Refusal refusal =
        new Refusal("b".repeat(64), Instant.ofEpochMilli(START + 1_500), "bundle/b: unsigned");
    standing = Optional.of(new Standing(List.of(first, next), Optional.empty(), List.of(refusal)));
    report.tell();
    Change back = change(3, "rollback", "a", Optional.of("b"), Optional.empty());
    standing = Optional.of(new Standing(List.of(first, next, back), Optional.empty(), List.of()));
    LiveNews.Reader reader = LiveNewsTest.reader(news);
    LiveNewsTest.heard(reader);
    report.tell();
    report.tell();

    assertThat(LiveNewsTest.heard(reader))
        .filteredOn(events -> events.contains("event: models"))
        .hasSize(1);
    JsonNode changes = last("models").path("changes");
    assertThat(changes.findValuesAsText("kind"))
        .containsExactly("rollback", "activate", "refused", "activate");
    assertThat(changes.get(0).path("at").asLong()).isEqualTo(START + 3_000);
    assertThat(changes.get(0).path("model").path("digest").asText()).isEqualTo("a".repeat(64));
    assertThat(changes.get(0).path("before").path("digest").asText()).isEqualTo("b".repeat(64));
    assertThat(changes.get(2).path("reason").asText()).isEqualTo("bundle/b: unsigned");
    assertThat(changes.get(3).has("before")).isFalse();
  }

  @Test
  void anotherModelBeginsTheFiguresOfTheLastMinutesAnew() {
    report.tell();
    feed(97, 3);
    now = START + 1_000;
    report.tell();
    meters.compareWith(
        new JudgingModel(new LoadedBundle(bundle.bundle(), "e".repeat(64)), decision));
    now = START + 2_000;
    report.tell();

    JsonNode summary = last("summary");
    assertThat(summary.path("digest").asText()).isEqualTo("e".repeat(64));
    assertThat(summary.path("images").asLong()).isEqualTo(100);
    assertThat(summary.path("promise").path("images").asLong()).isZero();
    assertThat(summary.path("windowSeconds").asLong()).isZero();
    assertThat(summary.path("scores").path("counts").get(6).asLong()).isZero();
  }

  private static Change change(
      int number, String kind, String digit, Optional<String> before, Optional<Double> share) {
    return new Change(
        number,
        Instant.ofEpochMilli(START + number * 1_000L),
        kind,
        new Change.Named(digit.repeat(64), "m"),
        before.map(other -> new Change.Named(other.repeat(64), "m")),
        share);
  }

  private static SourceRow row(long images) {
    return new SourceRow("camera", 2, images, 0, 0, List.of(), START, List.of());
  }

  private PageReport report(boolean promises) {
    PageSubject subject =
        new PageSubject(
            promises,
            meters,
            health,
            () -> 5,
            false,
            Optional.of(sources),
            Optional.of(
                () -> standing.orElse(new Standing(List.of(), Optional.empty(), List.of()))));
    return new PageReport(news, findings, subject, new TestClock(() -> now));
  }

  /** Images as if they took 80 ms and 1.5 s in turn; two records that are none; four missed. */
  private void feed(int normal, int anomalous) {
    for (int i = 0; i < normal + anomalous; i++) {
      boolean strange = i >= normal;
      meters.judged(
          new Verdict(
              new Scores(0, 0, 0, 0, 0, Optional.empty()),
              strange ? 250 : 150,
              strange ? 0.01 : 0.5,
              0.01,
              strange),
          "d".repeat(64));
      meters.done(0, i, now - (i % 2 == 0 ? 80 : 1_500), Optional.empty());
    }
    meters.rejected(RejectionReason.EMPTY);
    meters.rejected(RejectionReason.WRONG_SIZE);
    meters.missed(4);
  }

  private JsonNode last(String type) {
    String begin = "event: " + type + "\ndata: ";
    List<String> events = heard().stream().filter(event -> event.startsWith(begin)).toList();
    try {
      return new ObjectMapper().readTree(events.get(events.size() - 1).substring(begin.length()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a latecomer hears. */
  private List<String> heard() {
    try (LiveNews.Reader reader = LiveNewsTest.reader(news)) {
      return LiveNewsTest.heard(reader);
    }
  }
}
