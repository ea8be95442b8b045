package dev.surprisal.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.Score;
import dev.surprisal.trainer.suite.ReportCard;
import dev.surprisal.trainer.suite.ReportCard.RealisedRate;
import dev.surprisal.trainer.suite.ReportCard.Row;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  /** Sensor faults: the mean of 60 % and 90 %, without the usual row; no corruptions at all. */
  @Test
  void eachCategoryHasTheMeanOfItsRowsThatAreNotUsual() {
    ReportCard card =
        new ReportCard(
            Score.SURPRISE,
            0.01,
            List.of(new RealisedRate(0.01, 0.008)),
            100,
            100,
            List.of(
                row("black", Category.SENSOR_FAULT, .6, false),
                row("white", Category.SENSOR_FAULT, .9, false),
                row("inverted", Category.SENSOR_FAULT, .02, true),
                row("hole, small", Category.LOCAL_DAMAGE, .25, false)));

    assertThat(Thresholds.table(card))
        .contains(
            "<td>1.00 %</td><td>0.80 %</td><td>75.00 %</td><td>–</td><td>–</td><td>25.00 %</td><td>–</td>");
  }

  private static Row row(String suite, Category kind, double alarms, boolean usual) {
    List<RealisedRate> rates = List.of(new RealisedRate(0.01, alarms));
    return new Row(suite, kind, false, 1, 1, 1, alarms, usual, rates);
  }
}
