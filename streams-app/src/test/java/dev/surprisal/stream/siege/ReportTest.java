package dev.surprisal.stream.siege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.siege.Endpoint.Answer;
import dev.surprisal.stream.siege.Findings.Tally;
import dev.surprisal.stream.siege.KafkaAttacks.Outages;
import dev.surprisal.stream.siege.ScorerLog.Gap;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The limits are those that were promised, and each is looked at. */
class ReportTest {
  private static final Tally GOOD = new Tally(100, 0, 0, 0, 1, 45_000, 0);
  private static final Report.Health HEALTHY = health(10, 10, Optional.empty());
  private static final Outages SHORT = outages(60, 30);

  @Test
  void nothingIsBrokenAtTheLimits() {
    Findings findings =
        new Findings(GOOD, 0, 0, 0, Map.of(Attack.FLOOD, new Tally(9, 0, 3, 0, 0, 5_000, 1_000)));

    assertThat(report(findings, HEALTHY, SHORT, 20, 0, Optional.empty()).broken(1_000)).isEmpty();
  }

  @Test
  void everyLimitThatIsPassedIsNamed() {
    Findings findings =
        new Findings(
            new Tally(100, 1, 0, 2, 3, 61_000, 0),
            4,
            5,
            6,
            Map.of(
                Attack.FLOOD, new Tally(9, 6, 0, 0, 0, 0, 0),
                Attack.ZEROS, new Tally(9, 0, 0, 7, 0, 0, 1_001)));
    Report.Health silent = health(11, 12, Optional.of(new Answer(503, "stopped")));

    assertThat(
            report(findings, silent, outages(61, 31), 21, 1, Optional.of("it ended")).broken(1_000))
        .containsExactlyInAnyOrder(
            "it ended",
            "good images were lost: 1",
            "good images were doubled: 2",
            "good images were late: 3",
            "good images were judged wrongly: 4",
            "outcomes of nothing sent: 5",
            "records have an outcome and were counted as missed: 6",
            "images were counted as missed that nobody deleted: [Gap[partition=2, from=3, to=8], Gap[partition=2, from=3, to=8]]",
            "offsets were counted as missed twice: [Gap[partition=2, from=3, to=8], Gap[partition=2, from=3, to=8]]",
            "1 offsets were counted as missed, the log tells of 10",
            "decisions are wrong: 1",
            "alarms without an anomaly: 1",
            "anomalies without an alarm: 1",
            "flood: 6 records lost, 0 doubled",
            "zeros: 0 records lost, 7 doubled",
            "a record of a megabyte took 1001 ms",
            "/health/live did not answer for 11.0 s, at most 10.0 s",
            "/health/ready did not answer for 12.0 s, at most 10.0 s",
            "/health/live answered Answer[status=503, body=stopped]",
            "a slow client could stay for 21.0 s, at most 20.0 s",
            "from a lost broker to 503: 61.0 s, at most 60.0 s",
            "from a broker that is back to 200: 31.0 s, at most 30.0 s",
            "the heap was exhausted: 1");
  }

  private static Report report(
      Findings findings,
      Report.Health health,
      Outages outages,
      int slowestClient,
      int one,
      Optional<String> trouble) {
    List<Gap> gaps = Collections.nCopies(2 * one, new Gap(2, 3, 8));
    return new Report(
        findings,
        new Decisions.Audit(9, one, one, one, 7),
        new Report.Losses(one, gaps, gaps),
        Map.of(),
        health,
        outages,
        Duration.ofSeconds(slowestClient),
        new ScorerLog.Heap(200, OptionalInt.of(100), 256),
        one,
        0,
        trouble);
  }

  private static Report.Health health(int live, int ready, Optional<Answer> dead) {
    return new Report.Health(Duration.ofSeconds(live), Duration.ofSeconds(ready), dead);
  }

  private static Outages outages(int unready, int ready) {
    return new Outages(Duration.ofSeconds(unready), Duration.ofSeconds(ready));
  }
}
