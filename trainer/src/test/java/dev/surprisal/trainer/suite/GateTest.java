package dev.surprisal.trainer.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Proportion;
import dev.surprisal.trainer.suite.Gate.Row;
import dev.surprisal.trainer.suite.Gate.Side;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GateTest {
  /** 10,000 calibration and as many clean images at 1 %: usual is 0.73 % to 1.29 %. */
  private static final Side GOOD = side(100);

  /** (C(10, 8) + C(10, 9) + C(10, 10)) / 2^10 = 56 / 1024, and 1 / 2^5. */
  @Test
  void chanceIsTheSignTests() {
    assertThat(row("a", true, 2, 8).chance()).isEqualTo(56 / 1024.0, within(1e-12));
    assertThat(row("a", true, 0, 5).chance()).isEqualTo(1 / 32.0, within(1e-12));
    assertThat(row("a", false, 0, 5).chance()).isEqualTo(1, within(1e-12));
    assertThat(row("a", true, 0, 0).chance()).isEqualTo(1);
  }

  @Test
  void setIsWorseBeyondChanceAndByMoreThanATenth() {
    Row lost = row("lost", true, 10, 111);
    Row slightlyLost = row("slightly lost", true, 10, 110);
    Row gained = row("gained", true, 300, 10);
    Row benign = row("benign", false, 111, 10);
    Gate gate = new Gate(GOOD, GOOD, List.of(lost, slightlyLost, gained, benign));

    assertThat(gate.worse()).containsExactly(lost, benign);
    assertThat(gate.objections())
        .containsExactly(
            "it finds 51.0 % of lost, before 61.1 %",
            "it alarms on 61.1 % of benign, before 51.0 %");
  }

  /** 12 of 12 have a chance of 1 / 4096 = 0.00024; of 200 sets 0.000125 is needed. */
  @Test
  void moreSetsDemandMoreOfEach() {
    Row lost = new Row("lost", true, new Proportion(0, 20), new Proportion(12, 20), 0, 12);
    Row same = row("same", true, 0, 0);

    assertThat(new Gate(GOOD, GOOD, List.of(lost, same)).worse()).containsExactly(lost);
    List<Row> many =
        Stream.concat(Stream.of(lost), Stream.generate(() -> same)).limit(200).toList();
    assertThat(new Gate(GOOD, GOOD, many).worse()).isEmpty();
  }

  @Test
  void alarmRateOfTheNewOneHasToBeInItsBandOrBelowItByHalf() {
    assertThat(objections(side(140)))
        .containsExactly("its alarm rate is 1.40 %, expected 0.50 to 1.29 %");
    assertThat(objections(side(50))).isEmpty();
    assertThat(objections(side(49))).hasSize(1);
  }

  private static List<String> objections(Side fresh) {
    return new Gate(fresh, side(5_000), List.of()).objections();
  }

  private static Side side(int alarms) {
    return new Side(new Proportion(alarms, 10_000), new AlarmPromise(0.01, 10_000));
  }

  private static Row row(String set, boolean wanted, int onlyFresh, int onlyFormer) {
    int both = 500;
    return new Row(
        set,
        wanted,
        new Proportion(both + onlyFresh, 1_000),
        new Proportion(both + onlyFormer, 1_000),
        onlyFresh,
        onlyFormer);
  }
}
