package dev.surprisal.stream.siege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.OnlineFdr;
import dev.surprisal.stream.siege.Decisions.Audit;
import dev.surprisal.stream.siege.Decisions.Deletion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final Optional<OnlineFdr> FDR = Optional.of(new OnlineFdr(0.1));

  private static final long NOW = 1_770_091_506_000L;

  private final Decisions decisions = new Decisions();

  @Test
  void verdictsByTheRateAreRightOrNot() {
    decisions.verdict(0, 0, 0.01, 0.01, true, NOW);
    decisions.alarm(0, 0);
    decisions.verdict(0, 1, 0.02, 0.01, false, NOW);
    assertThat(decisions.audit(Optional.empty(), 0.01, List.of()))
        .isEqualTo(new Audit(1, 0, 0, 0, 0));

    decisions.verdict(0, 2, 0.01, 0.01, false, NOW);
    decisions.verdict(1, 0, 0.5, 0.02, false, NOW);
    assertThat(decisions.audit(Optional.empty(), 0.01, List.of()))
        .isEqualTo(new Audit(1, 2, 0, 0, 0));
  }

  /** By hand: 0.1 (0.01 + 0.99 · 0.1 · (0.99 · 0.9)^(t − τ − 1)) after a discovery at τ. */
  @Test
  void discoveryRaisesTheLevelsOfItsPartitionAlone() {
    decisions.verdict(0, 5, 0.001, 0.001, true, NOW);
    decisions.verdict(0, 6, 0.5, 0.0109, false, NOW);
    decisions.verdict(0, 8, 0.5, 0.1 * (0.01 + 0.099 * 0.891 * 0.891), false, NOW);
    decisions.verdict(1, 9, 0.5, 0.001, false, NOW);
    decisions.alarm(0, 5);
    assertThat(decisions.audit(FDR, 0.01, List.of())).isEqualTo(new Audit(1, 0, 0, 0, 0));

    decisions.verdict(1, 10, 0.5, 0.0109, false, NOW);
    assertThat(decisions.audit(FDR, 0.01, List.of()).wrong()).isEqualTo(1);
  }

  @Test
  void alarmsAndVerdictsBelongTogether() {
    decisions.verdict(0, 0, 0.01, 0.01, true, NOW);
    decisions.verdict(0, 1, 0.5, 0.01, false, NOW);
    decisions.alarm(0, 1);

    assertThat(decisions.audit(Optional.empty(), 0.01, List.of()))
        .isEqualTo(new Audit(1, 0, 1, 1, 0));
  }

  @Test
  void onlyAnAlarmAroundADeletionOfItsTopicMayBeGone() {
    Deletion deletion = new Deletion(NOW, NOW + 500);
    long[] times = {NOW - 10_001, NOW - 10_000, NOW + 30_500, NOW + 30_501};
    for (int i = 0; i < times.length; i++) {
      decisions.verdict(0, i, 0.01, 0.01, true, times[i]);
    }

    assertThat(decisions.audit(Optional.empty(), 0.01, List.of(deletion)))
        .isEqualTo(new Audit(4, 0, 0, 2, 2));
  }

  @Test
  void verdictsOfATopicsLastMomentAreReadAfterTheBrokersAbsence() {
    Deletion deletion = new Deletion(NOW, NOW + 500);

    assertThat(deletion.around(NOW + 600, NOW + 40_000)).isEqualTo(new Deletion(NOW, NOW + 40_000));
    assertThat(deletion.around(NOW + 30_501, NOW + 70_000)).isEqualTo(deletion);
    assertThat(deletion.around(NOW - 60_000, NOW - 20_000)).isEqualTo(deletion);
  }
}
