package dev.surprisal.stream.label;

import dev.surprisal.PlainText;
import dev.surprisal.stream.label.LabelBook.Entry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What labels say of the last weeks' alarms: how many were right, by week and source. A week is an
 * ISO week in UTC, and the image's. The number of series is bounded whatever the sources are
 * called: the weeks times the most labelled sources and two more, times two. One thread's.
 */
public final class LabelMeters {
  static final int WEEKS = 4;
  static final int MOST_SOURCES = 8;
  static final String NO_SOURCE = "(none)";
  static final String OTHER_SOURCES = "(other)";

  /** What counts of a label; the source as it is shown. */
  private record Alarm(String week, Optional<String> source, Opinion opinion) {}

  private record Cell(String week, String source, Opinion opinion) {}

  private final MultiGauge labels;
  private final MultiGauge precision;

  public LabelMeters(MeterRegistry registry) {
    this.labels =
        MultiGauge.builder("surprisal.labels")
            .description("Alarms by what people called them last, by the image's week and source")
            .register(registry);
    this.precision =
        MultiGauge.builder("surprisal.precision")
            .description("Share of a week's labelled alarms that people called anomalous")
            .register(registry);
  }

  /**
   * Shows what labels amount to.
   *
   * @param now whose week and the three before it are shown
   */
  public void show(Collection<Entry> entries, Instant now) {
    Set<String> weeks =
        IntStream.range(0, WEEKS)
            .mapToObj(back -> week(now.atOffset(ZoneOffset.UTC).toLocalDate().minusWeeks(back)))
            .collect(Collectors.toSet());
    List<Alarm> shown =
        entries.stream()
            .map(LabelMeters::alarm)
            .filter(alarm -> weeks.contains(alarm.week()))
            .toList();
    Set<String> named = mostLabelled(shown);
    Map<Cell, Long> counts =
        shown.stream()
            .collect(Collectors.groupingBy(alarm -> cell(alarm, named), Collectors.counting()));
    labels.register(
        counts.entrySet().stream().map(LabelMeters::row).collect(Collectors.toList()), true);
    precision.register(precisions(counts), true);
  }

  /** A source's name is cut, and without characters that a dashboard would not show. */
  private static Alarm alarm(Entry entry) {
    Instant time = Instant.ofEpochMilli(entry.imageTime());
    return new Alarm(
        week(time.atOffset(ZoneOffset.UTC).toLocalDate()),
        entry.label().source().map(PlainText::excerpt),
        entry.label().opinion());
  }

  private static Cell cell(Alarm alarm, Set<String> named) {
    String source =
        alarm.source().map(name -> named.contains(name) ? name : OTHER_SOURCES).orElse(NO_SOURCE);
    return new Cell(alarm.week(), source, alarm.opinion());
  }

  private static Row<?> row(Map.Entry<Cell, Long> count) {
    Cell cell = count.getKey();
    return Row.of(
        Tags.of("label", cell.opinion().wireName(), "source", cell.source(), "week", cell.week()),
        count.getValue());
  }

  private static List<Row<?>> precisions(Map<Cell, Long> counts) {
    Map<String, Long> all = new TreeMap<>();
    Map<String, Long> right = new TreeMap<>();
    counts.forEach(
        (cell, count) -> {
          all.merge(cell.week(), count, Long::sum);
          right.merge(cell.week(), cell.opinion() == Opinion.ANOMALOUS ? count : 0, Long::sum);
        });
    List<Row<?>> rows = new ArrayList<>();
    all.forEach(
        (week, count) -> rows.add(Row.of(Tags.of("week", week), right.get(week) / (double) count)));
    return rows;
  }

  /** Those with most labels; of as many, the first by name. */
  private static Set<String> mostLabelled(List<Alarm> alarms) {
    Map<String, Long> counts =
        alarms.stream()
            .map(Alarm::source)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_SOURCES)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** As ISO 8601 writes it. */
  private static String week(LocalDate day) {
    return "%04d-W%02d"
        .formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }
}
