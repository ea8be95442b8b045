package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowMetersTest {
  private static final LoadedBundle A = new LoadedBundle(InkModel.bundle().bundle(), "a");
  private static final LoadedBundle B = new LoadedBundle(InkModel.bundle().bundle(), "b");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ShadowMeters meters = new ShadowMeters(registry);

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
