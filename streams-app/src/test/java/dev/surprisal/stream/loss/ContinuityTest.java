package dev.surprisal.stream.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.testing.FakeImagesTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContinuityTest {
  private final FakeImagesTopic images = new FakeImagesTopic();
  private final List<Long> missed = new ArrayList<>();
  private final Continuity continuity = continuity(true);

  private Continuity continuity(boolean resetsToOldest) {
    Continuity made = new Continuity("images", resetsToOldest, missed::add);
    made.ask(images);
    return made;
  }

  @Test
  void firstStartOfAGroupMissesNothingWherever() {
    images.start = 500;

    continuity.assigned(0);
    Polls.poll(continuity, 500, 503, 500, 501, 502);

    assertThat(missed).isEmpty();
  }

  @Test
  void offsetsDeletedSinceTheLastCommitAreMissedAtOnceAndOnlyOnce() {
    images.committed = OptionalLong.of(100);
    images.start = 160;

    continuity.assigned(0);
    assertThat(missed).containsExactly(60L);
    Polls.poll(continuity, 160, 162, 160, 161);

    assertThat(missed).containsExactly(60L);
  }

  /** As after a rebalance before anything else of the partition was judged. */
  @Test
  void lossIsCountedOnceThoughTheGroupsOffsetStaysBeforeIt() {
    images.committed = OptionalLong.of(100);
    images.start = 160;

    continuity.assigned(0);
    continuity.assigned(0);
    assertThat(missed).containsExactly(60L);
    images.start = 170;
    continuity.assigned(0);

    assertThat(missed).containsExactly(60L, 10L);
  }

  @Test
  void deletionThatGoesOnAfterTheAssignmentIsMissedToo() {
    images.committed = OptionalLong.of(100);
    images.start = 160;

    continuity.assigned(0);
    Polls.poll(continuity, 190, 201, 200);

    assertThat(missed).containsExactly(60L, 30L);
  }

  @Test
  void gapWithinTheLogIsNoLoss() {
    images.committed = OptionalLong.of(100);

    continuity.assigned(0);
    Polls.poll(continuity, 0, 120, 105, 119);
    Polls.poll(continuity, 0, 121);
    Polls.poll(continuity, 119, 140, 130, 139);
    Polls.poll(continuity, 140, 142, 141);

    assertThat(missed).isEmpty();
  }

  @Test
  void logThatBeginsAfterTheExpectedOffsetHasLostWhatLayBetween() {
    images.committed = OptionalLong.of(100);

    continuity.assigned(0);
    Polls.poll(continuity, 0, 101, 100);
    // 150 and 151 are a transaction's marks.
    Polls.poll(continuity, 150, 153, 152);

    assertThat(missed).containsExactly(49L);
  }

  @Test
  void lossIsSeenWhereOnlyMarksFollowIt() {
    images.committed = OptionalLong.of(100);

    continuity.assigned(0);
    Polls.poll(continuity, 150, 152);

    assertThat(missed).containsExactly(50L);
  }

  @Test
  void readerThatGoesOnAtTheEndMissesAllUpToThere() {
    Continuity latest = continuity(false);
    images.committed = OptionalLong.of(100);
    images.start = 160;

    latest.assigned(0);
    Polls.poll(latest, 160, 501, 500);

    assertThat(missed).containsExactly(400L);
  }

  @Test
  void partitionThatAnotherInstanceHadMeanwhileGoesOnWhereThatOneCommitted() {
    images.committed = OptionalLong.of(100);
    continuity.assigned(0);
    Polls.poll(continuity, 0, 101, 100);

    images.committed = OptionalLong.of(900);
    images.start = 800;
    continuity.assigned(0);
    Polls.poll(continuity, 800, 901, 900);

    assertThat(missed).isEmpty();
  }

  @Test
  void recordsOfATopicThatWasCreatedAgainHaveItsId() {
    images.committed = OptionalLong.of(100);
    continuity.assigned(0);
    Polls.poll(continuity, 0, 101, 100);
    assertThat(continuity.topicId(0)).hasValue("fSbGmLYlRXuKYAnJ1cfbKg");

    images.id = "second";
    Polls.poll(continuity, 0, 102, 101);
    assertThat(continuity.topicId(0)).hasValue("fSbGmLYlRXuKYAnJ1cfbKg");
    Polls.poll(continuity, 0, 2, 0, 1);

    assertThat(continuity.topicId(0)).hasValue("second");
    assertThat(missed).isEmpty();
  }

  @Test
  void committedOffsetBeyondTheLogMissesNothing() {
    images.committed = OptionalLong.of(2_000);

    continuity.assigned(0);
    Polls.poll(continuity, 0, 2, 0, 1);

    assertThat(missed).isEmpty();
  }

  @Test
  void recordsOfANewTopicBeforeTheOffsetThatKafkaChoosesAreMissed() {
    images.committed = OptionalLong.of(100);
    continuity.assigned(0);
    Polls.poll(continuity, 0, 101, 100);

    images.id = "second";
    Polls.poll(continuity, 0, 41, 40);

    assertThat(missed).containsExactly(40L);
  }

  @Test
  void truncatedLogOfTheSameTopicMissesNothing() {
    images.committed = OptionalLong.of(100);
    continuity.assigned(0);
    Polls.poll(continuity, 0, 101, 100);

    Polls.poll(continuity, 0, 96, 95);

    assertThat(missed).isEmpty();
  }

  /** What was written after a truncation has offsets that were counted before. */
  @Test
  void lossAfterATruncationIsCountedThoughItsOffsetsWereBefore() {
    images.committed = OptionalLong.of(100);
    images.start = 160;
    continuity.assigned(0);
    Polls.poll(continuity, 170, 171, 170);
    assertThat(missed).containsExactly(60L, 10L);

    Polls.poll(continuity, 0, 96, 95);
    Polls.poll(continuity, 126, 130, 129);

    assertThat(missed).containsExactly(60L, 10L, 30L);
  }

  @Test
  void withoutAnyAnswerFromTheBrokersTheIdIsUnknown() {
    Continuity blind = new Continuity("images", true, missed::add);

    blind.assigned(0);
    Polls.poll(blind, 0, 11, 10);
    Polls.poll(blind, 20, 31, 30);

    assertThat(blind.topicId(0)).isEmpty();
    assertThat(missed).containsExactly(9L);
  }
}
