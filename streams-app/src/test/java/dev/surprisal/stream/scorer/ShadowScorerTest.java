package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Score;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.Schemas;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/**
 * Three images of a poll are between the two models: with 40 white pixels p = 0.21 by the one that
 * has 99 calibration images and 0.1989 by the other, and the rate is 0.2. Two are anomalous and
 * four normal by both (0.03 and 0.0152; 1 and 1), and one is no image.
 */
class ShadowScorerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AlarmControl RATE = AlarmControl.rate(0.2);
  private static final long NEVER = Long.MAX_VALUE;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  ShadowScorerTest() {
    for (int white : new int[] {40, 0, 49, 0, 40, 0, 49, 0, 40}) {
      add(InkModel.ink(white));
    }
    add(new byte[] {1, 2, 3});
  }

  private void add(byte[] value) {
    records.add(new ConsumerRecord<>("images", 0, records.size(), new byte[0], value));
  }

  private static Judge judge(LoadedBundle bundle) {
    return Judge.of(
        new LoadedBundle(bundle.bundle(), "c".repeat(64)),
        Optional.of(Score.ELBO),
        RATE,
        Optional.empty());
  }

  private static ChangingJudges models(long barrier) {
    return new ChangingJudges(barrier, RATE, Optional.empty());
  }

  private Scoring scoring(ChangingJudges models) {
    Judge first = models.first();
    return TopologyRun.scoring(
        models, new ScoringMeters(registry, first.bundle(), first.decision(), Clock.systemUTC()));
  }

  private List<OutcomeHeader> poll(ChangingJudges models) {
    return poll(scoring(models));
  }

  private List<OutcomeHeader> poll(Scoring scoring) {
    try (PollScorer scorer = new PollScorer(scoring)) {
      scorer.attachOutcomes(records);
    }
    return records.stream().flatMap(record -> OutcomeHeader.in(record.headers()).stream()).toList();
  }

  private Samples samples() {
    return new Samples(registry.scrape());
  }

  private void assertDisagreements(double candidateAlarms, double activeAlarms, double rejects) {
    assertThat(samples().by("surprisal_shadow_disagreements_total", "kind"))
        .isEqualTo(
            Map.of(
                "candidate-alarms", candidateAlarms,
                "active-alarms", activeAlarms,
                "candidate-rejects", rejects));
  }

  private double counted(String name) {
    return samples().value("surprisal_shadow_" + name + "_total");
  }

  @Test
  void candidateThatAlarmsMoreIsCountedAndDecidesNothing() {
    ChangingJudges models = models(NEVER);
    models.shadow(models.next());

    List<OutcomeHeader> outcomes = poll(models);

    assertThat(counted("images")).isEqualTo(9);
    assertThat(counted("alarms")).isEqualTo(5);
    assertThat(counted("scoring_seconds")).isPositive();
    assertDisagreements(3, 0, 0);
    assertThat(outcomes).hasSize(10).allMatch(outcome -> outcome.judge().equals(models.first()));
    assertThat(((Outcome.Judged) outcomes.get(0).outcome()).scored().verdict().pValue())
        .isEqualTo(0.21);
    assertThat(outcomes.get(9).outcome().kind()).isEqualTo(Outcome.Kind.REJECTED);
    // The batches of the models that judge: the candidate's is none of them.
    assertThat(samples().value("surprisal_batch_images_count")).isOne();
  }

  @Test
  void evidenceIsWrittenBesideTheOutputsOfTheModelInForce() throws IOException {
    ChangingJudges models = models(NEVER);
    models.shadow(models.next());
    Scoring scoring = scoring(models);
    poll(scoring);

    try (TopologyRun run = new TopologyRun(scoring)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        run.images()
            .pipeInput(new TestRecord<>("cam".getBytes(UTF_8), record.value(), record.headers()));
      }
      List<TestRecord<byte[], byte[]>> written = run.shadow().readRecordsToList();

      assertThat(written)
          .allSatisfy(
              record -> {
                assertThat(Schemas.violations("shadow", record.value())).isEmpty();
                assertThat(record.key()).asString(UTF_8).isEqualTo("images-0");
                assertThat(record.headers()).isEmpty();
              });
      List<JsonNode> json = new ArrayList<>();
      for (TestRecord<byte[], byte[]> record : written) {
        json.add(JSON.readTree(record.value()));
      }
      assertThat(json.subList(0, 3))
          .extracting(one -> one.path("id").asText())
          .containsExactly("images-0-0", "images-0-4", "images-0-8");
      for (String verdict : List.of("activeVerdict", "candidateVerdict")) {
        ObjectNode scored = (ObjectNode) json.get(0).get(verdict);
        assertThat(scored.remove("score").asDouble())
            .isCloseTo(InkModel.BLACK_NATS + 80, within(1e-3));
      }
      assertThat(json.get(0)).isEqualTo(JSON.readTree(disagreement(models)));
      assertThat(json.subList(3, json.size())).containsExactly(JSON.readTree(summary(models)));
      assertThat(run.scores().getQueueSize()).isEqualTo(9);
      assertThat(run.anomalies().getQueueSize()).isEqualTo(2);
      assertThat(run.rejected().getQueueSize()).isOne();
    }
  }

  private static String head(ChangingJudges models, String kind) {
    return """
        {"schemaVersion": "1.1", "kind": "%s", "topic": "images", "partition": 0,
         "active": {"name": "ink", "digest": "%s", "calibrationImages": 99},
         "candidate": {"name": "ink", "digest": "%s", "calibrationImages": 9999},
         "falseAlarmRate": 0.2,
        """
        .formatted(kind, models.first().digest(), models.next().digest());
  }

  private static String disagreement(ChangingJudges models) {
    return head(models, "disagreement")
        + """
          "id": "images-0-0", "source": "cam", "disagreement": "candidate-alarms",
          "activeVerdict": {"pValue": 0.21, "anomalous": false},
          "candidateVerdict": {"pValue": 0.1989, "anomalous": true}}
        """;
  }

  private static String summary(ChangingJudges models) {
    return head(models, "summary")
        + """
          "firstOffset": 0, "lastOffset": 8, "images": 9, "activeAlarms": 2, "candidateAlarms": 5, "failedImages": 0,
          "disagreements": {"candidate-alarms": 3, "active-alarms": 0, "candidate-rejects": 0}}
        """;
  }

  /** Each record's sums are written with it, so none of its model counts images of the other. */
  @Test
  void summariesAreByTheModelThatJudged() {
    ChangingJudges models = models(4);
    models.shadow(judge(InkModel.bundle()));

    List<ShadowTally> tallies =
        poll(models).stream()
            .flatMap(outcome -> outcome.shadowed().stream())
            .flatMap(shadowed -> shadowed.tally().stream())
            .toList();

    assertThat(tallies).extracting(ShadowTally::firstOffset).containsExactly(0L, 4L);
    assertThat(tallies).extracting(ShadowTally::lastOffset).containsExactly(3L, 8L);
    assertThat(tallies).extracting(ShadowTally::images).containsExactly(4, 5);
  }

  @Test
  void candidateThatAlarmsLessIsCounted() {
    ChangingJudges models = models(0);
    models.shadow(models.first());

    poll(models);

    assertThat(counted("alarms")).isEqualTo(2);
    assertDisagreements(0, 3, 0);
  }

  @Test
  void imagesThatTheCandidateJudgesAreNoEvidence() {
    ChangingJudges models = models(4);
    models.shadow(models.next());

    poll(models);

    assertThat(counted("images")).isEqualTo(4);
    assertDisagreements(1, 0, 0);
  }

  @Test
  void candidateForImagesOfAnotherSizeRejectsThem() {
    ChangingJudges models = models(NEVER);
    models.shadow(judge(InkModel.ofSize(new ImageShape(8, 8))));

    List<OutcomeHeader> outcomes = poll(models);

    assertThat(outcomes).hasSize(10);
    assertThat(counted("images")).isZero();
    assertDisagreements(0, 0, 9);
  }

  @Test
  void candidateThatFailsHarmsNoVerdict() {
    byte[] firstPixelWhite = InkModel.ink(0);
    firstPixelWhite[0] = (byte) 255;
    add(firstPixelWhite);
    ChangingJudges models = models(NEVER);
    models.shadow(judge(InkModel.brokenForSome()));

    List<OutcomeHeader> outcomes = poll(models);

    assertThat(outcomes).hasSize(11).allMatch(outcome -> outcome.judge().equals(models.first()));
    assertThat(counted("failed_images")).isEqualTo(10);
    assertThat(counted("images")).isZero();
    ShadowTally tally =
        outcomes.get(10).shadowed().flatMap(shadowed -> shadowed.tally()).orElseThrow();
    assertThat(tally.failedImages()).isEqualTo(10);
    assertThat(tally.images()).isZero();
    assertThat(tally.firstOffset()).isZero();
  }

  @Test
  void withoutACandidateNothingIsCounted() {
    ChangingJudges models = models(NEVER);
    models.shadow(models.next());
    models.endShadow();

    List<OutcomeHeader> outcomes = poll(models);

    assertThat(outcomes).hasSize(10);
    assertThat(samples().families()).noneMatch(name -> name.startsWith("surprisal_shadow"));
  }
}
