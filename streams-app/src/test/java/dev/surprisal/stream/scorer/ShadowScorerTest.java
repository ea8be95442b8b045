package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Score;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Three images of a poll are between the two models: with 40 white pixels p = 0.21 by the one that
 * has 99 calibration images and 0.1989 by the other, and the rate is 0.2. Two are anomalous and
 * four normal by both (0.03 and 0.0152; 1 and 1), and one is no image.
 */
class ShadowScorerTest {
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

  private List<OutcomeHeader> poll(ChangingJudges models) {
    Judge first = models.first();
    Scoring scoring =
        TopologyRun.scoring(
            models,
            new ScoringMeters(registry, first.bundle(), first.decision(), Clock.systemUTC()));
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
