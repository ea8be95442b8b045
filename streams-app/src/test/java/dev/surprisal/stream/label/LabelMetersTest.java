package dev.surprisal.stream.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.label.LabelBook.Entry;
import dev.surprisal.stream.testing.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelMetersTest {
  /** A Sunday in the last week of 2026; the Monday after it is in week 53. */
  private static final Instant SUNDAY = Instant.parse("2026-12-27T23:59:59Z");

  private static final Instant MONDAY = Instant.parse("2026-12-28T00:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelMeters meters = new LabelMeters(registry);
  private final List<Entry> entries = new ArrayList<>();

  @Test
  void precisionIsTheShareOfAWeeksAlarmsThatWereRight() {
    add(SUNDAY, "a", Opinion.ANOMALOUS);
    add(MONDAY, "a", Opinion.ANOMALOUS);
    add(MONDAY, "b", Opinion.NORMAL);
    add(MONDAY, "b", Opinion.NORMAL);
    add(MONDAY, "b", Opinion.ANOMALOUS);

    meters.show(entries, MONDAY.plusSeconds(1));

    assertThat(scrape().by("surprisal_precision", "week"))
        .isEqualTo(Map.of("2026-W52", 1.0, "2026-W53", 0.5));
    assertThat(registry.scrape())
        .contains("surprisal_labels{label=\"anomalous\",source=\"a\",week=\"2026-W53\"} 1")
        .contains("surprisal_labels{label=\"normal\",source=\"b\",week=\"2026-W53\"} 2")
        .contains("surprisal_labels{label=\"anomalous\",source=\"b\",week=\"2026-W53\"} 1")
        .contains("surprisal_labels{label=\"anomalous\",source=\"a\",week=\"2026-W52\"} 1");
  }

  @Test
  void correctionAndTheEndOfAWeekTakeSeriesAway() {
    add(SUNDAY, "a", Opinion.ANOMALOUS);
    meters.show(entries, MONDAY);
    entries.clear();
    add(SUNDAY, "a", Opinion.NORMAL);
    meters.show(entries, MONDAY);

    assertThat(scrape().by("surprisal_precision", "week")).isEqualTo(Map.of("2026-W52", 0.0));
    assertThat(scrape().series()).isEqualTo(2);

    meters.show(entries, MONDAY.plusSeconds(3 * 7 * 24 * 3600));

    assertThat(scrape().series()).isZero();
  }

  /** Whoever may write images may name sources, and choose their times. */
  @Test
  void seriesAreBoundedWhateverTheLabelsSay() {
    for (int week = -5; week <= 5; week++) {
      for (int source = 0; source < 200; source++) {
        Instant time = MONDAY.plusSeconds(week * 7L * 24 * 3600);
        add(time, source + "\n" + "x".repeat(250), Opinion.NORMAL);
        add(time, source + "\n" + "x".repeat(250), Opinion.ANOMALOUS);
        add(time, null, Opinion.NORMAL);
        add(time, null, Opinion.ANOMALOUS);
      }
    }

    meters.show(entries, MONDAY);

    assertThat(scrape().series()).isEqualTo(4 * (8 + 2) * 2 + 4);
  }

  @Test
  void sourcesWithMostLabelsAreNamed() {
    for (int source = 0; source < 20; source++) {
      for (int i = 0; i <= source; i++) {
        add(MONDAY, "camera-" + source, Opinion.NORMAL);
      }
    }
    add(MONDAY, null, Opinion.NORMAL);

    meters.show(entries, MONDAY);

    assertThat(scrape().by("surprisal_labels", "source"))
        .hasSize(10)
        .containsEntry("camera-19", 20.0)
        .containsEntry("camera-12", 13.0)
        .doesNotContainKey("camera-11")
        .containsEntry("(other)", 78.0)
        .containsEntry("(none)", 1.0);
  }

  @Test
  void labelThatDoesNotSayWhenTheImageCameCountsInTheWeekThatItWasGiven() {
    entries.add(
        new Entry(
            new Label(
                "images-0-1",
                Optional.empty(),
                Opinion.NORMAL,
                "it",
                Optional.empty(),
                Optional.empty()),
            SUNDAY.toEpochMilli()));

    meters.show(entries, MONDAY);

    assertThat(scrape().by("surprisal_labels", "week")).isEqualTo(Map.of("2026-W52", 1.0));
  }

  private void add(Instant time, String source, Opinion opinion) {
    Label label =
        new Label(
            "images-0-" + entries.size(),
            Optional.empty(),
            opinion,
            "anna",
            Optional.ofNullable(source),
            Optional.of(time.toEpochMilli()));
    entries.add(new Entry(label, MONDAY.toEpochMilli()));
  }

  private Samples scrape() {
    return new Samples(registry.scrape());
  }
}
