package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Score;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelMetersTest {
  private static final Path GUIDE = Path.of("../docs/models.md");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void metersThatBeginAnewAreThoseOfTheGuideAndLeaveNothingBehind() throws IOException {
    LoadedBundle bundle = InkModel.bundle();
    ModelMeters meters =
        new ModelMeters(
            registry,
            new JudgingModel(bundle, bundle.bundle().decision(Score.ELBO, 0.01)),
            Clock.systemUTC());
    assertThat(families()).isEqualTo(begunAnew());

    meters.remove();

    assertThat(families()).isEmpty();
  }

  private static Set<String> begunAnew() throws IOException {
    String row =
        Files.readAllLines(GUIDE).stream()
            .filter(line -> line.contains(" | begin anew "))
            .collect(Collectors.joining());
    return Pattern.compile("`(surprisal_\\w+)`")
        .matcher(row)
        .results()
        .map(MatchResult::group)
        .map(name -> name.replace("`", ""))
        .collect(Collectors.toSet());
  }

  private Set<String> families() {
    return new Samples(Scrape.of(registry.getPrometheusRegistry(), "").text()).families();
  }
}
