package dev.surprisal.stream.siege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.siege.Findings.Tally;
import dev.surprisal.stream.siege.ScorerLog.Gap;
import dev.surprisal.stream.testing.InkModel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final byte[] FIVE = InkModel.ink(5);
  private static final double FIVE_NATS = InkModel.BLACK_NATS + 10;

  private final AtomicLong millis = new AtomicLong();
  private final Ledger ledger = new Ledger(millis::get);

  @Test
  void outcomeIsCountedWhetherItIsHeardOfBeforeOrAfterItsRecord() {
    ledger.good(0, 0, FIVE, 0);
    ledger.verdict(0, 0, FIVE_NATS);
    ledger.verdict(3, 100_000, FIVE_NATS);
    ledger.good(3, 100_000, FIVE, 0);

    assertThat(ledger.findings())
        .isEqualTo(new Findings(new Tally(2, 0, 0, 0, 0, 0, 0), 0, 0, 0, Map.of()));
    assertThat(ledger.open()).isZero();
    assertThat(ledger.closed()).isEqualTo(2);
  }

  @Test
  void imageWithoutAnOutcomeIsLost() {
    ledger.good(0, 0, FIVE, 0);
    ledger.hostile(0, 1, Attack.FLOOD, false);

    Findings findings = ledger.findings();

    assertThat(findings.good().lost()).isEqualTo(1);
    assertThat(findings.hostile().get(Attack.FLOOD).lost()).isEqualTo(1);
    assertThat(ledger.open()).isEqualTo(2);
    assertThat(ledger.openHostile()).isEqualTo(1);
  }

  @Test
  void recordOfAGapIsMissedAndNotLostUnlessItIsJudged() {
    ledger.good(0, 4, FIVE, 0);
    ledger.missed(new Gap(0, 5, 8));
    ledger.good(0, 5, FIVE, 0);
    ledger.hostile(0, 6, Attack.FLOOD, false);
    ledger.good(0, 8, FIVE, 0);
    ledger.verdict(0, 6, FIVE_NATS);

    Findings findings = ledger.findings();

    assertThat(findings.good()).isEqualTo(new Tally(3, 2, 1, 0, 0, 0, 0));
    assertThat(findings.hostile().get(Attack.FLOOD).missed()).isEqualTo(1);
    assertThat(findings.contradicted()).isEqualTo(1);
    assertThat(ledger.open()).isEqualTo(2);
    assertThat(ledger.openHostile()).isZero();
  }

  @Test
  void nobodyWaitsForARecordThatWasMissedAfterItWasSent() {
    ledger.hostile(0, 0, Attack.FLOOD, false);
    ledger.good(0, 1, FIVE, 0);
    ledger.missed(new Gap(0, 0, 2));
    ledger.missed(new Gap(0, 0, 2));

    assertThat(ledger.open()).isZero();
    assertThat(ledger.openHostile()).isZero();
  }

  @Test
  void secondOutcomeOfAnyKindIsADoubledOne() {
    for (int offset = 0; offset < 3; offset++) {
      ledger.good(0, offset, FIVE, 0);
      ledger.verdict(0, offset, FIVE_NATS);
    }
    ledger.verdict(0, 0, FIVE_NATS);
    ledger.rejection(0, 1);
    ledger.alarm(0, 2);
    ledger.alarm(0, 2);

    assertThat(ledger.findings().good().doubled()).isEqualTo(3);
  }

  @Test
  void rejectionOrAnotherScoreOfAGoodImageIsWrong() {
    ledger.good(0, 0, FIVE, 0);
    ledger.good(0, 1, FIVE, 0);
    ledger.good(0, 2, FIVE, 0);
    ledger.rejection(0, 0);
    ledger.verdict(0, 1, FIVE_NATS + 2);
    ledger.verdict(0, 2, FIVE_NATS);

    assertThat(ledger.findings().wrong()).isEqualTo(2);
  }

  @Test
  void outcomeOfNothingThatWasSentIsUnknown() {
    ledger.verdict(0, 7, FIVE_NATS);
    ledger.alarm(1, 8);

    assertThat(ledger.findings().unknown()).isEqualTo(2);
  }

  @Test
  void outcomeAfterMoreThanAMinuteIsLate() {
    ledger.good(0, 0, FIVE, 0);
    ledger.good(0, 1, FIVE, 0);
    millis.set(60_000);
    ledger.verdict(0, 0, FIVE_NATS);
    millis.set(60_001);
    ledger.verdict(0, 1, FIVE_NATS);

    assertThat(ledger.findings().good()).isEqualTo(new Tally(2, 0, 0, 0, 1, 60_001, 0));
  }

  @Test
  void nothingMovesWithoutAnOutcome() {
    assertThat(ledger.moves(1_000)).isFalse();
    ledger.verdict(0, 0, FIVE_NATS);
    millis.set(1_000);
    assertThat(ledger.moves(1_000)).isTrue();
    millis.set(1_001);
    assertThat(ledger.moves(1_000)).isFalse();
  }

  @Test
  void onlyTheTimeOfARecordThatWasAloneIsItsOwn() {
    ledger.hostile(0, 0, Attack.COSTLY_IMAGES, true);
    ledger.hostile(0, 1, Attack.COSTLY_IMAGES, false);
    millis.set(700);
    ledger.rejection(0, 0);
    millis.set(9_000);
    ledger.rejection(0, 1);

    assertThat(ledger.findings().slowestTimedMillis()).isEqualTo(700);
    assertThat(ledger.findings().hostile().get(Attack.COSTLY_IMAGES).slowestMillis())
        .isEqualTo(9_000);
  }
}
