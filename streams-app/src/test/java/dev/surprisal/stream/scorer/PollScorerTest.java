package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.score.Outcome;
import dev.surprisal.stream.testing.InkModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Which model judges the records of a poll, and when none does. */
class PollScorerTest {
  private final ChangingJudges models =
      new ChangingJudges(4, AlarmControl.rate(0.01), Optional.empty());
  private final Judge old = models.first();
  private final Judge next = models.next();
  private final List<ConsumerRecord<byte[], byte[]>> records =
      LongStream.range(0, 10)
          .mapToObj(
              offset -> new ConsumerRecord<>("images", 0, offset, new byte[0], InkModel.ink(40)))
          .toList();

  private void poll() {
    try (PollScorer scorer = new PollScorer(TopologyRun.scoring(models))) {
      scorer.attachOutcomes(records);
    }
  }

  private List<Judge> judges() {
    return records.stream()
        .flatMap(record -> OutcomeHeader.in(record.headers()).stream())
        .map(OutcomeHeader::judge)
        .toList();
  }

  /**
   * With 40 white pixels the score is 179.511: p = 21/100 by the old model, 1989/10000 by the new.
   */
  @Test
  void pollThatSpansTheBarrierIsSplit() {
    poll();

    assertThat(judges()).containsExactly(old, old, old, old, next, next, next, next, next, next);
    assertThat(pValue(3)).isEqualTo(0.21);
    assertThat(pValue(4)).isEqualTo(0.1989);
    assertThat(models.waits()).isZero();
  }

  private double pValue(int index) {
    OutcomeHeader header = OutcomeHeader.in(records.get(index).headers()).orElseThrow();
    return ((Outcome.Judged) header.outcome()).scored().verdict().pValue();
  }

  @Test
  void decisionThatWasMadeWhileThePollWasScoredHolds() {
    models.answer(
        () -> {
          models.knowBarrier(8);
          return Optional.of(models.known());
        });

    poll();

    assertThat(judges()).containsExactly(old, old, old, old, old, old, old, old, next, next);
    assertThat(pValue(4)).isEqualTo(0.21);
    assertThat(models.waits()).isZero();
  }

  @Test
  void withoutAnAnswerNoneIsJudged() {
    models.answer(Optional::empty);

    poll();

    assertThat(judges()).isEmpty();
    assertThat(models.waits()).isOne();
  }

  @Test
  void whileAModelIsNotLoadedNoneIsJudged() {
    models.know((partition, offset, topicId) -> offset < 9 ? Optional.of(old) : Optional.empty());

    poll();

    assertThat(judges()).isEmpty();
    assertThat(models.waits()).isOne();
  }
}
