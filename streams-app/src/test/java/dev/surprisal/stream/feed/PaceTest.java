package dev.surprisal.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PaceTest {
  private long now = 1_000;

  @Test
  void firstRoundIsDueAtOnceAndTheNextAfterItsShareOfASecond() {
    Pace pace = new Pace(100, () -> now);

    assertThat(pace.nanosUntilDue()).isZero();
    pace.await();
    assertThat(pace.nanosUntilDue()).isEqualTo(10_000_000);
  }

  @Test
  void delayIsMadeUpFor() {
    Pace pace = new Pace(100, () -> now);
    pace.await();
    now += 55_000_000;

    for (int i = 0; i < 5; i++) {
      assertThat(pace.nanosUntilDue()).isNotPositive();
      pace.await();
    }

    assertThat(pace.nanosUntilDue()).isEqualTo(5_000_000);
  }

  /** The clock stands still: a wait would never end. */
  @Test
  @Timeout(5)
  void roundsOfTheNextHalfMillisecondComeTogether() {
    Pace pace = new Pace(50_000, () -> now);

    for (int i = 0; i <= 25; i++) {
      pace.await();
    }

    assertThat(pace.nanosUntilDue()).isEqualTo(26 * 20_000);
  }

  @Test
  void rateOfZeroNeverWaits() {
    Pace pace = new Pace(0, () -> now);
    pace.await();

    assertThat(pace.nanosUntilDue()).isZero();
  }
}
