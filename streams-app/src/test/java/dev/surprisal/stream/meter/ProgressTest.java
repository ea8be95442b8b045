package dev.surprisal.stream.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress();

  @Test
  void polledRecordsWaitUntilTheyAreDone() {
    progress.polled(0, 1_000, 1_009);
    progress.polled(1, 5, 5);
    assertThat(progress.waiting(Set.of(0, 1))).isEqualTo(11);

    progress.done(0, 1_000);
    progress.done(1, 5);
    assertThat(progress.waiting(Set.of(0, 1))).isEqualTo(9);

    progress.done(0, 1_009);
    assertThat(progress.waiting(Set.of(0, 1))).isZero();
    assertThat(progress.count()).isEqualTo(3);
  }

  @Test
  void partitionThatWentToAnotherInstanceDoesNotWaitHere() {
    progress.polled(0, 0, 9);
    progress.polled(1, 0, 4);

    assertThat(progress.waiting(Set.of(1))).isEqualTo(5);
    assertThat(progress.waiting(Set.of(0, 1))).isEqualTo(5);
  }

  @Test
  void recordsThatAreFetchedAgainAfterAFailureCountOnce() {
    progress.polled(0, 0, 9);
    progress.done(0, 0);
    progress.polled(0, 0, 9);

    assertThat(progress.waiting(Set.of(0))).isEqualTo(9);
  }
}
