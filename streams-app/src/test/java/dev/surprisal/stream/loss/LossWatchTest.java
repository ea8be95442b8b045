package dev.surprisal.stream.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.testing.FakeImagesTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossWatchTest {
  private static final Set<Integer> ASSIGNED = Set.of(0);

  private final FakeImagesTopic images = new FakeImagesTopic();
  private final List<Long> missed = new ArrayList<>();
  private final Continuity continuity = new Continuity("images", true, missed::add);
  private final AtomicLong nanos = new AtomicLong();
  private long waiting;
  private final LossWatch watch =
      new LossWatch(images, continuity, partition -> waiting, nanos::get);

  @BeforeEach
  void assign() {
    continuity.ask(images);
    images.committed = OptionalLong.of(100);
    continuity.assigned(0);
  }

  @Test
  void logThatWasEmptiedIsNoticedWithoutANewRecord() throws Exception {
    images.start = 300;
    watch.look(ASSIGNED);
    assertThat(missed).isEmpty();

    pass(LossWatch.QUIET.toNanos());
    watch.look(ASSIGNED);
    watch.look(ASSIGNED);

    assertThat(missed).containsExactly(200L);
    Polls.poll(continuity, 300, 302, 301);
    assertThat(missed).containsExactly(200L);
  }

  @Test
  void recordsThatWerePolledMeanwhileAreNotMissed() throws Exception {
    images.start = 300;
    watch.look(ASSIGNED);
    pass(LossWatch.QUIET.toNanos() - 1);
    Polls.poll(continuity, 0, 120, 100, 119);

    pass(1);
    watch.look(ASSIGNED);

    assertThat(missed).isEmpty();
  }

  @Test
  void aThreadThatIsBusyMayHaveFetchedThem() throws Exception {
    images.start = 300;
    waiting = 5;
    watch.look(ASSIGNED);
    pass(LossWatch.QUIET.toNanos());
    watch.look(ASSIGNED);

    assertThat(missed).isEmpty();
  }

  @Test
  void partitionOfAnotherInstanceIsNotLookedAt() throws Exception {
    images.start = 300;
    watch.look(ASSIGNED);
    pass(LossWatch.QUIET.toNanos());
    watch.look(Set.of());

    assertThat(missed).isEmpty();
  }

  @Test
  void longerTopicCreatedAgainIsMissedUpToWhereTheOldOneWasRead() throws Exception {
    Polls.poll(continuity, 0, 200, 199);
    watch.look(ASSIGNED);

    exchangedAndReadOn("second", 200, 500);
    lookTwice();
    watch.look(ASSIGNED);

    assertThat(missed).containsExactly(200L);
    assertThat(continuity.topicId(0)).hasValue("second");
  }

  /** What is judged must not be counted as missed, though nobody saw where the one topic ended. */
  @Test
  void exchangeBeforeTheFirstLookIsMissedUpToWhereTheOldOneWasReadAtFirst() throws Exception {
    images.committed = OptionalLong.empty();
    continuity.assigned(0);
    Polls.poll(continuity, 0, 20, 0, 19);

    exchangedAndReadOn("second", 20, 70);
    lookTwice();

    assertThat(missed).containsExactly(20L);
    assertThat(continuity.topicId(0)).hasValue("second");
  }

  @Test
  void lookAtATopicBeforeThatSaysNothing() throws Exception {
    Polls.poll(continuity, 0, 200, 199);
    watch.look(ASSIGNED);
    images.id = "second";
    images.committed = OptionalLong.empty();
    continuity.assigned(0);
    Polls.poll(continuity, 0, 20, 0, 19);

    exchangedAndReadOn("third", 20, 500);
    lookTwice();

    assertThat(missed).containsExactly(20L);
  }

  /** The offsets of two topics are not the same images. */
  @Test
  void lossOfTheTopicBeforeDoesNotHideThatOfTheNext() throws Exception {
    images.start = 300;
    continuity.assigned(0);
    assertThat(missed).containsExactly(200L);
    watch.look(ASSIGNED);

    images.start = 0;
    exchangedAndReadOn("second", 300, 500);
    lookTwice();

    assertThat(missed).containsExactly(200L, 300L);
  }

  @Test
  void shorterTopicCreatedAgainIsReadFromItsBeginning() throws Exception {
    Polls.poll(continuity, 0, 200, 199);
    watch.look(ASSIGNED);

    images.id = "second";
    images.end = 50;
    watch.look(ASSIGNED);
    watch.look(ASSIGNED);
    // The consumer is reset, and the topic grows beyond where the old one was read.
    Polls.poll(continuity, 0, 50, 0, 49);
    images.end = 500;
    Polls.poll(continuity, 0, 500, 50, 499);
    watch.look(ASSIGNED);
    watch.look(ASSIGNED);

    assertThat(missed).isEmpty();
    assertThat(continuity.topicId(0)).hasValue("second");
  }

  @Test
  void topicOfWhichNothingWasReadCanBeExchangedWithoutALoss() throws Exception {
    images.committed = OptionalLong.of(0);
    continuity.assigned(0);
    watch.look(ASSIGNED);

    images.id = "second";
    Polls.poll(continuity, 0, 10, 0, 9);
    watch.look(ASSIGNED);
    watch.look(ASSIGNED);

    assertThat(missed).isEmpty();
    assertThat(continuity.topicId(0)).hasValue("second");
  }

  /** Another topic of the same name, which is read from where the one before was left. */
  private void exchangedAndReadOn(String id, long from, long end) {
    images.id = id;
    images.end = end;
    Polls.poll(continuity, 0, end, from, end - 1);
  }

  private void lookTwice() throws Exception {
    watch.look(ASSIGNED);
    watch.look(ASSIGNED);
  }

  private void pass(long duration) {
    nanos.addAndGet(duration);
  }
}
