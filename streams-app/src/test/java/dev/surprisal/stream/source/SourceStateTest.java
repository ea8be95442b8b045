package dev.surprisal.stream.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.score.Term;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What a source's state is stored as, which the next release has to read. */
class SourceStateTest {
  /**
   * By Python's struct.pack('&gt;b3q3q2qi3qb7i', 1, 120, 23, 4, 1770091506000, 1770091505123, 987,
   * 5, 3, -2, 950, 940, 986, 5, 1, 2, 3, 6, 5, 4, 1).
   */
  private static final byte[] STORED =
      HexFormat.of()
          .parseHex(
              "01"
                  + "000000000000007800000000000000170000000000000004"
                  + "0000019c21ace9500000019c21ace5e300000000000003db"
                  + "00000000000000050000000000000003fffffffe"
                  + "00000000000003b600000000000003ac00000000000003da05"
                  + "00000001000000020000000300000006000000050000000400000001");

  /**
   * As above with 9 for the open alerts, then struct.pack('&gt;i4qd20i', -1, -7378697629483820647,
   * 700, 200, 699, 0.25, 50, 1, 50, 2, …, 50, 10).
   */
  private static final byte[] WITH_DRIFT =
      HexFormat.of()
          .parseHex(
              HexFormat.of().formatHex(STORED).replace("00000000000003da05", "00000000000003da09")
                  + "ffffffff"
                  + "999999999999999900000000000002bc00000000000000c800000000000002bb"
                  + "3fd0000000000000"
                  + "0000003200000001000000320000000200000032000000030000003200000004"
                  + "0000003200000005000000320000000600000032000000070000003200000008"
                  + "0000003200000009000000320000000a");

  @Test
  void stateIsReadAndStoredAsReleasesBeforeDid() {
    SourceState state = SourceState.of(STORED);

    assertThat(state.images()).isEqualTo(120);
    assertThat(state.anomalies()).isEqualTo(23);
    assertThat(state.rejected()).isEqualTo(4);
    assertThat(state.seenAt()).isEqualTo(1_770_091_506_000L);
    assertThat(state.lastTimestamp()).isEqualTo(1_770_091_505_123L);
    assertThat(state.last(AlertKind.SILENT)).isEqualTo(987);
    assertThat(state.window()).isEqualTo(new Window(5, 3));
    assertThat(state.run()).isEqualTo(-2);
    assertThat(state.first(AlertKind.ANOMALOUS)).isEqualTo(950);
    assertThat(state.last(AlertKind.ANOMALOUS)).isEqualTo(940);
    assertThat(state.first(AlertKind.REJECTED)).isEqualTo(986);
    assertThat(AlertKind.values())
        .filteredOn(state::isOpen)
        .containsExactly(AlertKind.ANOMALOUS, AlertKind.REJECTED);
    assertThat(state.reason()).hasValue(Term.DISCRIMINATOR);
    assertThat(state.bytes()).isEqualTo(STORED);
  }

  @Test
  void termThatAnOlderReleaseDidNotKnowHasNoCount() {
    SourceState state = SourceState.of(Arrays.copyOf(STORED, STORED.length - 8));

    assertThat(state.reason()).hasValue(Term.DISCRIMINATOR);
    byte[] now = STORED.clone();
    Arrays.fill(now, STORED.length - 8, STORED.length, (byte) 0);
    assertThat(state.bytes()).isEqualTo(now);
  }

  @Test
  void driftStandsBehindTheReasons() {
    SourceState state = SourceState.of(WITH_DRIFT);

    assertThat(state.drift().distance()).isEqualTo(0.25);
    assertThat(state.first(AlertKind.DRIFTED)).isEqualTo(200);
    assertThat(state.last(AlertKind.DRIFTED)).isEqualTo(699);
    assertThat(state.isOpen(AlertKind.DRIFTED)).isTrue();
    assertThat(state.reason()).hasValue(Term.DISCRIMINATOR);
    assertThat(state.bytes()).isEqualTo(WITH_DRIFT);
  }

  /** As it is after a release that reads its reasons and stores nothing else. */
  @Test
  void driftThatAnOlderReleaseForgotIsLearntAnew() {
    SourceState state = SourceState.of(Arrays.copyOf(WITH_DRIFT, STORED.length));

    assertThat(state.isOpen(AlertKind.DRIFTED)).isTrue();
    assertThat(new AlertRules(12, DriftRule.NEVER).afterRecord(state)).contains(AlertKind.DRIFTED);
    assertThat(state.first(AlertKind.DRIFTED)).isEqualTo(987);
  }

  @Test
  void stateOfAnotherVersionIsRefused() {
    byte[] other = STORED.clone();
    other[0] = 2;

    assertThatThrownBy(() -> SourceState.of(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected version 1, got 2");
  }
}
