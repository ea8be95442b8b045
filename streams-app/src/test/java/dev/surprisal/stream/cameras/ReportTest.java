package dev.surprisal.stream.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.source.SimulatedWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Plan PLAN = new Plan(5, 10, Duration.ofSeconds(8), 1);
  private static final SimulatedWeek.Result WEEK = new SimulatedWeek.Result(5, 12, 0, 0.08);
  private static final Map<Fault, Report.Span> SPANS =
      Map.of(
          Fault.BLACK, new Report.Span(10_000, 20_000),
          Fault.SILENT, new Report.Span(10_000, 30_000),
          Fault.GARBAGE, new Report.Span(10_000, 20_000),
          Fault.DRIFTING, new Report.Span(10_000, 20_000));

  private final List<Arrival> arrivals =
      new ArrayList<>(
          List.of(
              new Arrival("camera-001", "anomalous opened", 762, 11_200),
              new Arrival("camera-001", "anomalous closed", 1_694, 29_400),
              new Arrival("camera-002", "silent opened", 750, 18_500),
              new Arrival("camera-002", "silent closed", 751, 30_100),
              new Arrival("camera-003", "rejected opened", 760, 11_000),
              new Arrival("camera-003", "rejected closed", 1_610, 21_000),
              new Arrival("camera-004", "drifted opened", 1_500, 85_000),
              new Arrival("camera-004", "drifted closed", 2_000, 60_000)));

  @Test
  void alertsAreCountedFromTheFault() {
    Report report = report(WEEK);

    assertThat(report.broken()).isEmpty();
    assertThat(report.lines())
        .contains(
            "| black | `anomalous` | 12 records, 1.2 s | 94 records, 9.4 s |",
            "| silent | `silent` | 0 records, 8.5 s | 1 records, 0.1 s |",
            "| garbage | `rejected` | 10 records, 1.0 s | 10 records, 1.0 s |",
            "| drifting | `drifted` | 750 records, 75.0 s | 400 records, 40.0 s |");
  }

  @Test
  void alertThatDoesNotComeIsMissed() {
    arrivals.remove(3);

    assertThat(report(WEEK).broken()).containsExactly("missing: camera-002 silent closed");
  }

  @Test
  void alertOfACameraInOrderOrASecondOneIsTooMuch() {
    arrivals.add(new Arrival("camera-000", "drifted opened", 1_000, 1));
    arrivals.add(new Arrival("camera-001", "drifted opened", 1_000, 1));
    arrivals.add(new Arrival("camera-001", "anomalous opened", 2_000, 1));

    assertThat(report(WEEK).broken())
        .containsExactly(
            "not to be expected: camera-000 drifted opened",
            "not to be expected: camera-001 drifted opened",
            "not to be expected: camera-001 anomalous opened");
  }

  @Test
  void blackCameraHasToBeKnownSoon() {
    arrivals.set(0, new Arrival("camera-001", "anomalous opened", 781, 11_200));

    assertThat(report(new SimulatedWeek.Result(5, 31, 1, 0.08)).broken()).hasSize(3);
  }

  private Report report(SimulatedWeek.Result week) {
    return Report.of(PLAN, 9, SPANS, arrivals, week);
  }
}
