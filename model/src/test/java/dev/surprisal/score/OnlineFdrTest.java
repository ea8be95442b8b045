package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.score.OnlineFdr.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OnlineFdrTest {
  private static final double RATE = 0.05;
  private final OnlineFdr control = new OnlineFdr(RATE);

  @Test
  void levelIsTheSumOverAllDiscoveriesByItsFormula() {
    SplittableRandom random = new SplittableRandom(5);
    List<Long> discoveries = new ArrayList<>();
    State state = State.NONE;
    for (long t = 0; t < 400; t++) {
      double sum = 0.01;
      for (long tau : discoveries) {
        int age = (int) (t - tau);
        sum += Math.pow(0.99, age) * 0.1 * Math.pow(0.9, age - 1);
      }
      assertThat(control.level(state, t)).isEqualTo(RATE * sum, within(1e-12));
      if (random.nextInt(9) == 0) {
        discoveries.add(t);
        state = control.discovered(state, t);
      }
    }
  }

  @Test
  void imageThatIsJudgedAgainGetsTheLevelWithoutDiscoveriesAndChangesNothing() {
    State after = control.discovered(State.NONE, 1000);

    for (long replayed : new long[] {1000, 999, 950, 0}) {
      assertThat(control.level(after, replayed)).isEqualTo(RATE * 0.01, within(1e-15));
      assertThat(control.discovered(after, replayed)).isEqualTo(after);
    }
    assertThat(control.level(after, 1001)).isEqualTo(RATE * (0.01 + 0.99 * 0.1), within(1e-12));
  }

  @Test
  void levelStaysBelowTheRateThoughEveryImageIsADiscovery() {
    State state = State.NONE;
    for (long t = 0; t < 1000; t++) {
      assertThat(control.level(state, t)).isLessThan(RATE);
      state = control.discovered(state, t);
    }
  }

  @Test
  void ofTheRememberedAlarmsAndOneAShareOfAtMostTheRateIsFalse() {
    double falseAlarms = 0;
    double alarmsAndOne = 0;
    for (int stream = 0; stream < 400; stream++) {
      SplittableRandom random = new SplittableRandom(stream);
      State state = State.NONE;
      double rememberedFalse = 0;
      double remembered = 0;
      for (long t = 0; t < 500; t++) {
        boolean strange = random.nextDouble() < 0.03;
        double p = strange ? 1e-4 * random.nextDouble() : random.nextDouble();
        boolean alarm = p <= control.level(state, t);
        state = alarm ? control.discovered(state, t) : state;
        remembered = remembered * OnlineFdr.MEMORY + (alarm ? 1 : 0);
        rememberedFalse = rememberedFalse * OnlineFdr.MEMORY + (alarm && !strange ? 1 : 0);
      }
      falseAlarms += rememberedFalse;
      alarmsAndOne += remembered + 1;
    }
    // Means over 400 streams of sums of about a hundred: a fifth of slack is several deviations.
    assertThat(falseAlarms).isPositive().isLessThan(1.2 * RATE * alarmsAndOne);
  }

  @Test
  void refusesARateThatTheCalibrationCannotSupportAndNamesTheSmallest() {
    Calibration calibration = new Calibration(new double[999]);

    assertThat(OnlineFdr.supportedBy(calibration, 0.2).rate()).isEqualTo(0.2);
    assertThatThrownBy(() -> OnlineFdr.supportedBy(calibration, 0.05))
        .hasMessageStartingWith("fdr: expected at least 0.100 (for n = 999");
  }

  @Test
  void refusesWhatIsNoRate() {
    assertThatThrownBy(() -> new OnlineFdr(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OnlineFdr(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new State(-2, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new State(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
