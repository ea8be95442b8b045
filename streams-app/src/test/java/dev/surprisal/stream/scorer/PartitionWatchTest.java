package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.OpenTransactions.Ends;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** By a clock of the test's own, which begins at 0 s. */
class PartitionWatchTest {
  private static final TopicPartition IMAGES = new TopicPartition("images", 1);
  private static final TopicPartition STATE = new TopicPartition("state", 1);

  private final Map<Integer, Long> waiting = new HashMap<>(Map.of(0, 0L, 1, 0L));
  private final Map<Integer, List<Ends>> ends = new HashMap<>();
  private final Map<Integer, Long> done = new HashMap<>(Map.of(0, 5L, 1, 5L));
  private long seconds;
  private final PartitionWatch watch =
      new PartitionWatch(done::get, () -> seconds * 1_000_000_000L);

  @Test
  void partitionThatStandsStillIsCountedAfterThreeMinutesThoughAnotherGoesOn() {
    waiting.put(0, 9L);
    waiting.put(1, 9L);
    lookFor(180);
    assertThat(watch.count()).isZero();

    lookFor(10);
    assertThat(watch.count()).isEqualTo(1);

    done.put(1, 6L);
    lookFor(10);
    assertThat(watch.count()).isZero();
  }

  @Test
  void readersAreKeptBackByOpenTransactionThoughNoImageSeemsToWait() {
    ends.put(1, List.of(new Ends(IMAGES, 7, 9)));
    lookFor(190);
    assertThat(watch.count()).isEqualTo(1);

    ends.put(1, List.of(new Ends(IMAGES, 9, 9)));
    lookFor(10);
    assertThat(watch.count()).isZero();
  }

  @Test
  void stateThatCannotBeReadIsSeenThoughImagesGoOnComing() {
    for (int i = 0; i < 19; i++) {
      ends.put(1, List.of(new Ends(IMAGES, 10 + i, 10 + i), new Ends(STATE, 3, 4)));
      lookFor(10);
    }

    assertThat(watch.count()).isEqualTo(1);
  }

  @Test
  void transactionsThatEndAndBeginKeepNobodyBack() {
    for (int i = 0; i < 60; i++) {
      ends.put(1, List.of(new Ends(IMAGES, 10 + i, 12 + i)));
      lookFor(10);
    }

    assertThat(watch.count()).isZero();
  }

  @Test
  void backlogThatComesToEachPartitionInTurnIsNoStandstill() {
    for (int i = 0; i < 10; i++) {
      waiting.put(1, 1_000_000L);
      lookFor(170);
      done.put(1, 10L + i);
    }

    assertThat(watch.count()).isZero();
  }

  @Test
  void quietPartitionIsNoStandstill() {
    lookFor(3_600);

    assertThat(watch.count()).isZero();
  }

  @Test
  void timeInWhichNobodyLookedDoesNotCount() {
    waiting.put(1, 9L);
    lookFor(100);
    seconds += 600;
    lookFor(180);
    assertThat(watch.count()).isZero();

    lookFor(10);
    assertThat(watch.count()).isEqualTo(1);
  }

  @Test
  void partitionThatWentToAnotherInstanceIsNotCounted() {
    waiting.put(1, 9L);
    lookFor(190);

    waiting.remove(1);
    lookFor(10);
    assertThat(watch.count()).isZero();

    waiting.put(1, 9L);
    lookFor(180);
    assertThat(watch.count()).isZero();
  }

  /** While the other partition goes on. */
  private void lookFor(int moreSeconds) {
    for (long end = seconds + moreSeconds; seconds < end; ) {
      seconds += 10;
      done.merge(0, 1L, Long::sum);
      watch.look(Map.copyOf(waiting), Map.copyOf(ends));
    }
  }
}
