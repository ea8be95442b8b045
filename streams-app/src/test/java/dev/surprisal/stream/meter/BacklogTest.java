package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.testing.TestClock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final long NOW = 1_000_000;

  private final Progress progress = new Progress();
  private Set<Integer> assigned = Set.of(0, 1);
  private Map<Integer, Long> unpolled = Map.of();
  private final Backlog backlog =
      new Backlog(
          new Backlog.Source() {
            @Override
            public Set<Integer> assigned() {
              return assigned;
            }

            @Override
            public Map<Integer, Long> unpolled() {
              return unpolled;
            }
          },
          progress,
          new TestClock(() -> NOW));

  @Test
  void polledRecordsWaitUntilTheyAreDone() {
    progress.polled(0, 1_000, 1_009, 5);
    progress.polled(1, 5, 5, 5);
    assertThat(backlog.images()).isEqualTo(11);

    progress.done(0, 1_000, 5);
    progress.done(1, 5, 5);
    assertThat(backlog.images()).isEqualTo(9);

    progress.done(0, 1_009, 5);
    assertThat(backlog.images()).isZero();
    assertThat(progress.count()).isEqualTo(3);
  }

  @Test
  void recordsThatWereNotPolledWaitToo() {
    unpolled = Map.of(0, 500L, 1, 20L);
    progress.polled(0, 0, 9, 5);

    assertThat(backlog.images()).isEqualTo(530);
  }

  @Test
  void partitionThatWentToAnotherInstanceDoesNotWaitHere() {
    progress.polled(0, 0, 9, 5);
    progress.polled(1, 0, 4, 5);
    unpolled = Map.of(0, 7L);
    assigned = Set.of(1);
    assertThat(backlog.images()).isEqualTo(5);

    assigned = Set.of(0, 1);
    unpolled = Map.of();
    assertThat(backlog.images()).isEqualTo(5);
  }

  @Test
  void recordsThatAreFetchedAgainAfterAFailureCountOnce() {
    progress.polled(0, 0, 9, 5);
    progress.done(0, 0, 5);
    progress.polled(0, 0, 9, 5);

    assertThat(backlog.images()).isEqualTo(9);
  }

  @Test
  void oldestIsByTheTimestampOfTheRecordBeforeIt() {
    progress.polled(0, 0, 9, NOW - 60_000);
    progress.polled(1, 0, 9, NOW - 5_000);
    assertThat(backlog.oldestSeconds()).isEqualTo(60);

    progress.done(0, 0, NOW - 4_000);
    assertThat(backlog.oldestSeconds()).isEqualTo(5);
  }

  @Test
  void nothingThatWaitsHasNoAge() {
    progress.polled(0, 0, 0, NOW - 60_000);
    progress.done(0, 0, NOW - 60_000);

    assertThat(backlog.oldestSeconds()).isZero();
  }

  @Test
  void ageIsNeverNegativeAndOfNoTimestampThereIsNone() {
    progress.polled(0, 0, 9, Long.MAX_VALUE);
    progress.polled(1, 0, 9, -1);

    assertThat(backlog.oldestSeconds()).isZero();
  }
}
