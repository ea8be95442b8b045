package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.AlarmPromise;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void summaryComparesWhatWasFoundWithWhatWasSent() {
    tally.sent("images-0-0", Specimen.DIGIT);
    tally.sent("images-0-1", Specimen.DIGIT);
    tally.sent("images-0-2", Specimen.FASHION);
    tally.sent("images-0-3", Specimen.FASHION);
    tally.sent("images-0-4", Specimen.BROKEN);
    tally.verdict("images-0-0", false, 10);
    tally.verdict("images-0-1", true, 20);
    tally.verdict("images-0-2", true, 30);
    tally.verdict("images-0-3", false, 40);
    tally.rejected("images-0-4", 50);

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
    tally.verdict("images-0-0", true, 1);
    tally.sent("images-0-0", Specimen.NOISY);

    assertThat(tally.summary(1).detected()).isEqualTo(1);
    assertThat(tally.summary(1).falseAlarms()).isZero();
    assertThat(tally.complete()).isTrue();
  }

  @Test
  void recordIsConfirmedWithThoseBeforeItInItsPartition() {
    tally.sent("images-0-6", Specimen.DIGIT);

    assertThat(tally.confirmed("images-0-5")).isTrue();
    assertThat(tally.confirmed("images-0-6")).isTrue();
    assertThat(tally.confirmed("images-0-7")).isFalse();
    assertThat(tally.confirmed("images-1-0")).isFalse();
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
