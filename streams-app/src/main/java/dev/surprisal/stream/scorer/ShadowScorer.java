package dev.surprisal.stream.scorer;

import dev.surprisal.score.Outcome;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.CandidateMeters;
import dev.surprisal.stream.models.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores the candidate's share of a poll as one batch, beside the model that judges it. Whatever
 * fails here stays here: no verdict depends on it. One thread's.
 */
final class ShadowScorer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ShadowScorer.class);

  private final Scoring scoring;
  private final Continuity continuity;
  private Optional<String> digest = Optional.empty();
  private Optional<RecordScorer> scorer = Optional.empty();
  private boolean toldOfFailure;

  ShadowScorer(Scoring scoring) {
    this.scoring = scoring;
    this.continuity = scoring.continuity();
  }

  /**
   * Compares the candidate with what was judged, if there is a candidate.
   *
   * @param records as they came, without headers of our own
   * @param by who judged each
   * @param outcomes by those
   * @return by record; null where there is nothing to say of it
   */
  Shadowed[] compare(
      List<ConsumerRecord<byte[], byte[]>> records, Judge[] by, List<Outcome> outcomes) {
    Shadowed[] shadowed = new Shadowed[by.length];
    Optional<Candidate<Judge>> now = scoring.judges().candidate();
    Optional<String> nowDigest = now.map(shadow -> shadow.model().digest());
    if (!nowDigest.equals(digest)) {
      close();
      digest = nowDigest;
    }
    if (now.isPresent()) {
      List<Integer> chosen = chosen(now.get(), records, by, outcomes);
      if (!chosen.isEmpty()) {
        score(now.get().model(), records, outcomes, chosen, shadowed);
        sumUp(records, by, outcomes, shadowed);
      }
    }
    return shadowed;
  }

  /** Those of its share that are images and that another model judged. */
  private List<Integer> chosen(
      Candidate<Judge> shadow,
      List<ConsumerRecord<byte[], byte[]>> records,
      Judge[] by,
      List<Outcome> outcomes) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < by.length; i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      int partition = record.partition();
      if (outcomes.get(i).kind() == Outcome.Kind.JUDGED
          && !by[i].digest().equals(shadow.model().digest())
          && shadow.includes(partition, record.offset(), continuity.topicId(partition))) {
        chosen.add(i);
      }
    }
    return chosen;
  }

  private void score(
      Judge judge,
      List<ConsumerRecord<byte[], byte[]>> records,
      List<Outcome> outcomes,
      List<Integer> chosen,
      Shadowed[] shadowed) {
    CandidateMeters meters = scoring.meters().shadow().of(judge.model());
    long start = System.nanoTime();
    try {
      List<Payload> payloads =
          chosen.stream()
              .map(records::get)
              .map(record -> new Payload(record.value(), record.headers()))
              .toList();
      List<Outcome> others = scorer(judge).score(payloads);
      for (int k = 0; k < others.size(); k++) {
        int place = chosen.get(k);
        shadowed[place] = Shadowed.of(judge, outcomes.get(place), others.get(k));
        shadowed[place].disagreement().ifPresent(meters::disagreed);
        if (others.get(k).kind() == Outcome.Kind.JUDGED) {
          meters.scored(Shadowed.alarms(others.get(k)));
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      meters.failed(chosen.size());
      chosen.forEach(place -> shadowed[place] = Shadowed.failed(judge));
      tell(judge, e);
    }
    meters.took(System.nanoTime() - start);
  }

  private RecordScorer scorer(Judge judge) {
    if (scorer.isEmpty()) {
      scorer = Optional.of(scoring.newScorer(judge, (images, nanos) -> {}));
    }
    return scorer.get();
  }

  /** What the candidate and one model found out in one partition. */
  private record Comparison(int partition, String active) {}

  /** Puts the sums on the last record of each, so that they are written after all they count. */
  private static void sumUp(
      List<ConsumerRecord<byte[], byte[]>> records,
      Judge[] by,
      List<Outcome> outcomes,
      Shadowed[] shadowed) {
    Map<Comparison, ShadowTally> tallies = new HashMap<>();
    Map<Comparison, Integer> last = new HashMap<>();
    for (int i = 0; i < by.length; i++) {
      if (shadowed[i] != null) {
        long offset = records.get(i).offset();
        Comparison which = new Comparison(records.get(i).partition(), by[i].digest());
        tallies
            .computeIfAbsent(which, key -> new ShadowTally(offset))
            .add(offset, outcomes.get(i), shadowed[i]);
        last.put(which, i);
      }
    }
    last.forEach((which, i) -> shadowed[i] = shadowed[i].with(tallies.get(which)));
  }

  /** Once for each candidate: the meter counts the others. */
  private void tell(Judge judge, Throwable e) {
    if (!toldOfFailure) {
      toldOfFailure = true;
      log.atWarn()
          .addKeyValue("digest", judge.digest())
          .log("the candidate failed, which concerns no verdict: {}", e.toString());
    }
  }

  /** Frees the candidate's buffers. */
  @Override
  public void close() {
    scorer.ifPresent(RecordScorer::close);
    scorer = Optional.empty();
    toldOfFailure = false;
  }
}
