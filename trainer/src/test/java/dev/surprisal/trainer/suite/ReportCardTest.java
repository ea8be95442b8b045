package dev.surprisal.trainer.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.Score;
import dev.surprisal.trainer.suite.ReportCard.Row;
import dev.surprisal.trainer.suite.Suite.Category;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportCardTest {
  @Test
  void usualRowsNeitherFailNorCountAndLocalDamageHasAMeanOfItsOwn() {
    ReportCard card =
        new ReportCard(
            Score.SURPRISE,
            0.01,
            List.of(),
            100,
            100,
            List.of(
                row("inverted", Category.SENSOR_FAULT, .5, .01, true),
                row("black", Category.SENSOR_FAULT, .9, .6, false),
                row("noise", Category.SENSOR_FAULT, 1, 1, false),
                row("hole, small", Category.LOCAL_DAMAGE, .7, .2, false),
                row("slight brightness", Category.BENIGN, .6, .05, false)));

    assertThat(card.failures()).extracting(Row::suite).containsExactly("black", "hole, small");
    assertThat(card.usual()).containsExactly("inverted");
    assertThat(card.meanAuroc()).isEqualTo(.95, within(1e-9));
    assertThat(card.meanDetected()).isEqualTo(.8, within(1e-9));
    assertThat(card.localAuroc()).isEqualTo(.7, within(1e-9));
    assertThat(card.localDetected()).isEqualTo(.2, within(1e-9));
    assertThat(card.benignAlarms()).isEqualTo(.05, within(1e-9));
  }

  private static Row row(String suite, Category kind, double auroc, double found, boolean usual) {
    boolean must = kind != Category.BENIGN;
    return new Row(suite, kind, must, auroc, auroc, auroc, found, usual, List.of());
  }
}
