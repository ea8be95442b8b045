package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.AlarmPromise;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void summaryComparesWhatWasFoundWithWhatWasSent() {
    tally.sent("a", Specimen.DIGIT);
    tally.sent("b", Specimen.DIGIT);
    tally.sent("c", Specimen.FASHION);
    tally.sent("d", Specimen.FASHION);
    tally.sent("e", Specimen.BROKEN);
    tally.verdict("a", false, 10);
    tally.verdict("b", true, 20);
    tally.verdict("c", true, 30);
    tally.verdict("d", false, 40);
    tally.rejected("e", 50);

    Summary summary = tally.summary(2);

    assertThat(summary)
        .isEqualTo(
            new Summary(
                5,
                2,
                1,
                3,
                2,
                1,
                2.5,
                50,
                Map.of(
                    Specimen.FASHION,
                    new Summary.Found(2, 1),
                    Specimen.BROKEN,
                    new Summary.Found(1, 1))));
  }

  @Test
  void verdictMayComeBeforeTheSenderKnowsTheId() {
    tally.verdict("a", true, 1);
    tally.sent("a", Specimen.NOISY);

    assertThat(tally.summary(1).detected()).isEqualTo(1);
    assertThat(tally.summary(1).falseAlarms()).isZero();
    assertThat(tally.complete()).isTrue();
  }

  /** The band is AlarmPromiseTest's: 20 and 48 of 3,327. */
  @Test
  void falseAlarmsStandBesideWhatWasPromised() {
    for (int i = 0; i < 3_327; i++) {
      tally.verdict("images-0-" + i, i < 37, 1);
    }

    assertThat(tally.summary(1).falseAlarmsLine(new AlarmPromise(0.01, 6_000)))
        .isEqualTo(
            "false alarms 37 = 1.11 %; promised: at most 1.00 % of clean images on average over"
                + " calibrations; 0.60 % to 1.44 % is usual for 3,327");
  }

  @Test
  void summaryHasTheFieldsThatScriptsRead() {
    assertThat(tally.summary(1).json().toString())
        .isEqualTo(
            "{\"images\":0,\"anomalous\":0,\"rejected\":0,\"injected\":0,\"detected\":0,"
                + "\"falseAlarms\":0,\"imagesPerSecond\":0.0,\"endToEndP99Ms\":0.0,\"kinds\":{}}");
  }
}
