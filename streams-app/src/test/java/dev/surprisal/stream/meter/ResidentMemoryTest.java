package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
  private static final String METER = "process_resident_memory_bytes";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  @TempDir Path folder;

  @Test
  void residentMemoryIsThatOfTheStatus() throws IOException {
    Path status =
        Files.writeString(
            folder.resolve("status"),
            "Name:\tjava\nVmHWM:\t  400000 kB\nVmRSS:\t  332800 kB\nRssAnon:\t  300000 kB\n");

    ResidentMemory.bindTo(registry, status);

    // 325 MiB.
    assertThat(samples().value(METER)).isEqualTo(340_787_200);
  }

  @Test
  void systemThatDoesNotTellHasNoSuchMeter() {
    ResidentMemory.bindTo(registry, folder.resolve("missing"));

    assertThat(samples().families()).doesNotContain(METER);
  }

  private Samples samples() {
    return new Samples(Scrape.of(registry.getPrometheusRegistry(), "").text());
  }
}
