package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Score;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowMetersTest {
  private static final JudgingModel A = model("a");
  private static final JudgingModel B = model("b");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ShadowMeters meters = new ShadowMeters(registry);

  private static JudgingModel model(String digest) {
    Bundle bundle = InkModel.bundle().bundle();
    return new JudgingModel(new LoadedBundle(bundle, digest), bundle.decision(Score.ELBO, 0.01));
  }

  @Test
  void alarmsOfBothAreThoseOfTheSameImages() {
    meters.show(Optional.of(A));
    for (int i = 0; i < 10; i++) {
      meters.of(A).scored(i < 4);
    }
    meters.of(A).disagreed(Disagreement.CANDIDATE_ALARMS);
    meters.of(A).disagreed(Disagreement.CANDIDATE_ALARMS);
    meters.of(A).disagreed(Disagreement.CANDIDATE_ALARMS);
    meters.of(A).disagreed(Disagreement.ACTIVE_ALARMS);
    meters.of(A).failed(7);
    meters.of(A).took(2_500_000_000L);

    CandidateFigures figures = meters.figures("a").orElseThrow();
    assertThat(figures.images()).isEqualTo(10);
    assertThat(figures.alarms()).isEqualTo(4);
    assertThat(figures.activeAlarms()).isEqualTo(2);
    assertThat(figures.failed()).isEqualTo(7);
    assertThat(figures.seconds()).isEqualTo(2.5);
    assertThat(meters.figures("b")).isEmpty();
  }

  @Test
  void anotherCandidateBeginsAtZero() {
    meters.of(A).scored(true);
    meters.of(A).scored(false);

    meters.show(Optional.of(B));
    meters.of(B).scored(false);

    Samples samples = new Samples(registry.scrape());
    assertThat(samples.by("surprisal_shadow_images_total", "digest")).isEqualTo(Map.of("b", 1.0));
    assertThat(samples.by("surprisal_shadow_alarms_total", "digest")).isEqualTo(Map.of("b", 0.0));
    assertThat(samples.by("surprisal_candidate_info", "digest")).isEqualTo(Map.of("b", 1.0));
  }

  @Test
  void nothingIsLeftWhenTheCandidateEnds() {
    meters.show(Optional.of(A));
    assertThat(new Samples(registry.scrape()).families()).hasSize(6);

    meters.show(Optional.empty());

    assertThat(new Samples(registry.scrape()).families()).isEmpty();
  }
}
