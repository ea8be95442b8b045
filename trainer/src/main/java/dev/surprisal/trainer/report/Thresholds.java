package dev.surprisal.trainer.report;

import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a report card finds at each false-alarm rate, by category. */
final class Thresholds {
  private static final String DASH = "–";

  private Thresholds() {}

  /** Rows of HTML: the rate, alarms on clean images, then the categories in their order. */
  static String table(ReportCard card) {
    return card.falseAlarms().stream()
        .map(
            clean -> {
              List<String> cells = new ArrayList<>();
              cells.add(percent(clean.rate()));
              cells.add(percent(clean.realised()));
              for (Category category : Category.values()) {
                cells.add(mean(card, category, clean.rate()));
              }
              return Html.row(cells, "");
            })
        .collect(Collectors.joining("\n"));
  }

  private static String mean(ReportCard card, Category category, double rate) {
    double share =
        card.rows().stream()
            .filter(row -> row.kind() == category && !row.usual())
            .flatMap(row -> row.alarms().stream())
            .filter(alarms -> alarms.rate() == rate)
            .mapToDouble(ReportCard.RealisedRate::realised)
            .average()
            .orElse(Double.NaN);
    return Double.isNaN(share) ? DASH : percent(share);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
