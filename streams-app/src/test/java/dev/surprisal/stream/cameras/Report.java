package dev.surprisal.stream.cameras;

import dev.surprisal.stream.source.SimulatedWeek;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What arrived on the alerts' topic, compared with what should have.
 *
 * @param plan that was followed
 * @param sent images and other records
 * @param alerts by fault: when the alert opened and closed
 * @param missing alerts that should have arrived
 * @param unexpected alerts that should not
 * @param week the simulated one
 */
record Report(
    Plan plan,
    long sent,
    Map<Fault, Alert> alerts,
    List<String> missing,
    List<String> unexpected,
    SimulatedWeek.Result week) {
  /** The number of images within which a black camera has to be known. */
  static final int MOST_IMAGES = 30;

  Report {
    alerts = Map.copyOf(alerts);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  /** Records and seconds after the fault began or ended. */
  record Delay(long records, double seconds) {}

  /** Of a fault's alert. */
  record Alert(Delay opened, Delay closed) {}

  /** When a fault began and ended, in milliseconds since 1970. */
  record Span(long began, long ended) {}

  /** Compares what arrived with what should have. */
  static Report of(
      Plan plan,
      long sent,
      Map<Fault, Span> spans,
      List<Arrival> arrivals,
      SimulatedWeek.Result week) {
    List<Arrival> left = new ArrayList<>(arrivals);
    List<String> missing = new ArrayList<>();
    Map<Fault, Alert> alerts = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      String source = Plan.name(plan.victim(fault));
      String kind = fault.alert().wireName();
      List<Arrival> found = new ArrayList<>();
      for (String event : List.of(kind + " opened", kind + " closed")) {
        left.stream()
            .filter(one -> one.source().equals(source) && one.event().equals(event))
            .findFirst()
            .ifPresentOrElse(found::add, () -> missing.add(source + " " + event));
      }
      left.removeAll(found);
      if (found.size() == 2) {
        long before = fault == Fault.SILENT ? Plan.BEFORE : Plan.end(fault);
        alerts.put(
            fault,
            new Alert(
                delay(found.get(0), Plan.BEFORE, spans.get(fault).began()),
                delay(found.get(1), before, spans.get(fault).ended())));
      }
    }
    List<String> unexpected = left.stream().map(one -> one.source() + " " + one.event()).toList();
    return new Report(plan, sent, alerts, missing, unexpected, week);
  }

  private static Delay delay(Arrival arrival, long recordsBefore, long millis) {
    return new Delay(arrival.records() - recordsBefore, (arrival.millis() - millis) / 1e3);
  }

  /** What went wrong. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    missing.forEach(alert -> broken.add("missing: " + alert));
    unexpected.forEach(alert -> broken.add("not to be expected: " + alert));
    if (alerts.containsKey(Fault.BLACK)
        && alerts.get(Fault.BLACK).opened().records() > MOST_IMAGES) {
      broken.add("the black camera was not known after %d images".formatted(MOST_IMAGES));
    }
    if (week.imagesUntilAlert() > MOST_IMAGES) {
      broken.add("the black camera of the week: %d images".formatted(week.imagesUntilAlert()));
    }
    if (week.falseAlerts() > week.promised()) {
      broken.add(
          "false alerts of the week: %d, promised %.2f"
              .formatted(week.falseAlerts(), week.promised()));
    }
    return broken;
  }

  /** Markdown's tables of it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d cameras at %d images a second each, %,d records"
            .formatted(plan.sources(), plan.rate(), sent));
    lines.add("");
    lines.add("| camera | alert | opened after | closed after |");
    lines.add("| --- | --- | --- | --- |");
    for (Fault fault : Fault.values()) {
      if (alerts.containsKey(fault)) {
        lines.add(
            "| %s | `%s` | %s | %s |"
                .formatted(
                    fault.inWords(),
                    fault.alert().wireName(),
                    words(alerts.get(fault).opened()),
                    words(alerts.get(fault).closed())));
      }
    }
    lines.add("");
    lines.add("| figure | found | at most |");
    lines.add("| --- | ---: | ---: |");
    lines.add("| alerts that are missing | %d | 0 |".formatted(missing.size()));
    lines.add("| alerts of cameras in order | %d | 0 |".formatted(unexpected.size()));
    lines.add(
        "| a simulated week: images of a black camera until its alert | %d | %d |"
            .formatted(week.imagesUntilAlert(), MOST_IMAGES));
    lines.add(
        String.format(
            Locale.ROOT,
            "| a simulated week: alerts of the other %d cameras, of all kinds | %d | %.2f |",
            week.sources() - 1,
            week.falseAlerts(),
            week.promised()));
    return lines;
  }

  private static String words(Delay delay) {
    return String.format(Locale.ROOT, "%,d records, %.1f s", delay.records(), delay.seconds());
  }
}
