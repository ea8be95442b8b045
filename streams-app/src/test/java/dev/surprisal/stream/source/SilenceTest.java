package dev.surprisal.stream.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.kafka.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A source is silent when nothing came though somebody listened, whatever clocks say. */
class SilenceTest {
  private final WatchedPartition partition = new WatchedPartition();

  @Test
  void sourceWhoseClockIsAheadFallsSilentLikeOthers() {
    long tomorrow = partition.now() + Duration.ofDays(1).toMillis();
    for (int i = 0; i < 10; i++) {
      partition.record("ahead", tomorrow, Sighting.Kind.NORMAL);
    }
    partition.pass(Duration.ofSeconds(59));
    partition.record("busy", partition.now(), Sighting.Kind.NORMAL);
    assertThat(partition.alerts()).isEmpty();
    partition.pass(Duration.ofSeconds(1));
    partition.record("busy", partition.now(), Sighting.Kind.NORMAL);
    partition.pass(Duration.ZERO);

    assertThat(partition.alerts()).containsExactly("ahead silent opened");
  }

  @Test
  void recordFromTheFutureDoesNotSilenceThoseWhoseImagesWait() {
    long past = partition.now();
    partition.images("waits", 10, Sighting.Kind.NORMAL);
    partition.record(
        "ahead", partition.now() + Duration.ofDays(1).toMillis(), Sighting.Kind.NORMAL);
    for (int second = 0; second < 120; second++) {
      partition.pass(Duration.ofSeconds(1));
      partition.record("ahead", past, Sighting.Kind.NORMAL);
    }

    assertThat(partition.alerts()).isEmpty();
  }

  @Test
  void sourceWhoseClockIsAheadDoesNotSilenceThoseWhoseImagesWait() {
    long tomorrow = partition.now() + Duration.ofDays(1).toMillis();
    long waiting = partition.now() - Duration.ofHours(1).toMillis();
    for (int i = 0; i < 10; i++) {
      partition.record("waits", waiting, Sighting.Kind.NORMAL);
    }
    // A backlog in which two minutes of work bring a minute of images.
    for (long second = 0; second < 118; second++) {
      partition.pass(Duration.ofSeconds(1));
      partition.record("ahead", tomorrow + second * 1_000, Sighting.Kind.NORMAL);
      partition.record("busy", waiting + second * 500, Sighting.Kind.NORMAL);
    }

    assertThat(partition.alerts()).isEmpty();
  }

  @Test
  void sourceFallsSilentAlsoBesideOneWhoseClockIsAheadAlone() {
    long tomorrow = partition.now() + Duration.ofDays(1).toMillis();
    partition.images("lost", 10, Sighting.Kind.NORMAL);
    for (int second = 0; second < 60; second++) {
      assertThat(partition.alerts()).isEmpty();
      partition.pass(Duration.ofSeconds(1));
      partition.record("ahead", tomorrow, Sighting.Kind.NORMAL);
    }
    partition.pass(Duration.ZERO);

    assertThat(partition.alerts()).containsExactly("lost silent opened");
  }

  @Test
  void nobodyIsSilentForATimeInWhichTheScorerStoodStill() {
    partition.images("good", 20, Sighting.Kind.NORMAL);
    partition.standStill(Duration.ofMinutes(5));
    partition.pass(Duration.ofSeconds(59));
    assertThat(partition.alerts()).isEmpty();

    partition.pass(Duration.ofSeconds(1));

    assertThat(partition.alerts()).containsExactly("good silent opened");
  }

  @Test
  void nobodyFallsSilentWherePatienceHasNoEnd() {
    partition.close();
    partition.start(Duration.ZERO, Topics.LARGEST_OUTPUT);
    partition.images("good", 20, Sighting.Kind.NORMAL);

    partition.pass(Duration.ofDays(6));

    assertThat(partition.alerts()).isEmpty();
  }

  @Test
  void sourceIsSilentBesideOneWhoseClockIsBehindIfThePartitionPauses() {
    partition.images("lost", 10, Sighting.Kind.NORMAL);
    for (int i = 0; i < 6; i++) {
      assertThat(partition.alerts()).isEmpty();
      partition.record("behind", 0, Sighting.Kind.NORMAL);
      partition.pass(Duration.ofSeconds(10));
    }

    assertThat(partition.alerts()).containsExactly("lost silent opened");
  }
}
