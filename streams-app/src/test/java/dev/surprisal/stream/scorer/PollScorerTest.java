package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.testing.InkModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Which model judges the records of a poll, and when none does. */
class PollScorerTest {
  private static final Judge OLD = judge(InkModel.bundle());
  private static final Judge NEW =
      judge(new LoadedBundle(InkModel.finelyCalibrated().bundle(), "e".repeat(64)));

  private final Scoring plain = TopologyRun.scoring(InkModel.bundle());
  private final List<ConsumerRecord<byte[], byte[]>> records =
      LongStream.range(0, 10)
          .mapToObj(
              offset -> new ConsumerRecord<>("images", 0, offset, new byte[0], InkModel.ink(40)))
          .toList();
  private Judges.Known known = changesAt(4);
  private Judges.Question question = () -> Optional.of(known);
  private int waits;

  private static Judge judge(LoadedBundle bundle) {
    return Judge.of(bundle, Optional.empty(), AlarmControl.rate(0.01), Optional.empty());
  }

  private static Judges.Known changesAt(long barrier) {
    return (partition, offset, topicId) -> Optional.of(offset < barrier ? OLD : NEW);
  }

  private void poll() {
    Judges judges =
        new Judges() {
          @Override
          public Judge first() {
            return OLD;
          }

          @Override
          public Judge latest() {
            return NEW;
          }

          @Override
          public String mark() {
            return OLD.digest();
          }

          @Override
          public Judges.Known known() {
            return known;
          }

          @Override
          public Judges.Question ask() {
            return question;
          }

          @Override
          public void await() {
            waits++;
          }
        };
    Scoring scoring =
        new Scoring(
            judges,
            plain.resize(),
            plain.sourceName(),
            plain.alerting(),
            plain.cloudEvents(),
            plain.replay(),
            plain.topics(),
            plain.limit(),
            plain.meters(),
            plain.findings(),
            plain.continuity());
    try (PollScorer scorer = new PollScorer(scoring)) {
      scorer.attachOutcomes(records, question);
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

    assertThat(judges()).containsExactly(OLD, OLD, OLD, OLD, NEW, NEW, NEW, NEW, NEW, NEW);
    assertThat(pValue(3)).isEqualTo(0.21);
    assertThat(pValue(4)).isEqualTo(0.1989);
    assertThat(waits).isZero();
  }

  private double pValue(int index) {
    OutcomeHeader header = OutcomeHeader.in(records.get(index).headers()).orElseThrow();
    return ((Outcome.Judged) header.outcome()).scored().verdict().pValue();
  }

  @Test
  void decisionThatWasMadeWhileThePollWasScoredHolds() {
    question =
        () -> {
          known = changesAt(8);
          return Optional.of(known);
        };

    poll();

    assertThat(judges()).containsExactly(OLD, OLD, OLD, OLD, OLD, OLD, OLD, OLD, NEW, NEW);
    assertThat(pValue(4)).isEqualTo(0.21);
    assertThat(waits).isZero();
  }

  @Test
  void withoutAnAnswerNoneIsJudged() {
    question = Optional::empty;

    poll();

    assertThat(judges()).isEmpty();
    assertThat(waits).isOne();
  }

  @Test
  void whileAModelIsNotLoadedNoneIsJudged() {
    known = (partition, offset, topicId) -> offset < 9 ? Optional.of(OLD) : Optional.empty();

    poll();

    assertThat(judges()).isEmpty();
    assertThat(waits).isOne();
  }
}
