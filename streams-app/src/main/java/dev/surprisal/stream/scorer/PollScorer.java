package dev.surprisal.stream.scorer;

import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.Outcome;
import dev.surprisal.stream.loss.Continuity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores the records of a poll, each model's as one batch. One thread's. */
final class PollScorer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PollScorer.class);

  private final Judges judges;
  private final Continuity continuity;
  private final ThreadScorers scorers;
  private final ShadowScorer shadow;

  PollScorer(Scoring scoring) {
    this.judges = scoring.judges();
    this.continuity = scoring.continuity();
    this.scorers = scoring.newScorers();
    this.shadow = new ShadowScorer(scoring);
  }

  /**
   * Puts its outcome on each record; all or none: the processor scores on its own those that carry
   * none. If it is not known yet which model judges them, none of them is judged until it is.
   */
  void attachOutcomes(List<ConsumerRecord<byte[], byte[]>> records) {
    // The brokers answer while the records are scored by what is known already.
    Judges.Question asked = judges.ask();
    Judge[] by = judges(records, judges.known());
    Optional<List<Outcome>> outcomes = score(records, by);
    Optional<Judges.Known> answer = asked.answer();
    if (answer.isPresent()) {
      Judge[] now = judges(records, answer.get());
      if (!Arrays.equals(by, now)) {
        by = now;
        outcomes = score(records, by);
      }
    }
    if (answer.isEmpty() || Arrays.asList(by).contains(null)) {
      judges.await();
      return;
    }
    if (outcomes.isPresent()) {
      Shadowed[] shadowed = shadow.compare(records, by, outcomes.get());
      for (int i = 0; i < by.length; i++) {
        ConsumerRecord<byte[], byte[]> record = records.get(i);
        record
            .headers()
            .add(
                new OutcomeHeader(
                    outcomes.get().get(i),
                    by[i],
                    continuity.topicId(record.partition()),
                    Optional.ofNullable(shadowed[i])));
      }
    }
  }

  /** Each record's; null where it is not loaded. */
  private Judge[] judges(List<ConsumerRecord<byte[], byte[]>> records, Judges.Known known) {
    Judge[] by = new Judge[records.size()];
    for (int i = 0; i < by.length; i++) {
      int partition = records.get(i).partition();
      by[i] =
          known.at(partition, records.get(i).offset(), continuity.topicId(partition)).orElse(null);
    }
    return by;
  }

  /** In the order of the records; nothing if a model is not loaded or fails. */
  private Optional<List<Outcome>> score(List<ConsumerRecord<byte[], byte[]>> records, Judge[] by) {
    if (Arrays.asList(by).contains(null)) {
      return Optional.empty();
    }
    try {
      Outcome[] outcomes = new Outcome[by.length];
      for (int done = 0; done < by.length; ) {
        done += scoreAll(by[firstWithout(outcomes)], records, by, outcomes);
      }
      return Optional.of(List.of(outcomes));
    } catch (BrokenModelException e) {
      log.atWarn()
          .addKeyValue("records", records.size())
          .log("a batch failed, its records are scored one by one: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static int firstWithout(Outcome[] outcomes) {
    int i = 0;
    while (outcomes[i] != null) {
      i++;
    }
    return i;
  }

  /** Those of one model; returns how many they are. */
  private int scoreAll(
      Judge judge, List<ConsumerRecord<byte[], byte[]>> records, Judge[] by, Outcome[] outcomes) {
    List<Integer> places = new ArrayList<>(by.length);
    List<Payload> payloads = new ArrayList<>(by.length);
    for (int i = 0; i < by.length; i++) {
      if (by[i].equals(judge)) {
        places.add(i);
        payloads.add(new Payload(records.get(i).value(), records.get(i).headers()));
      }
    }
    List<Outcome> scored = scorers.of(judge).score(payloads);
    for (int k = 0; k < places.size(); k++) {
      outcomes[places.get(k)] = scored.get(k);
    }
    return places.size();
  }

  @Override
  public void close() {
    shadow.close();
    scorers.close();
  }
}
