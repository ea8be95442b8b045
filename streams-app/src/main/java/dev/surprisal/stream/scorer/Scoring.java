package dev.surprisal.stream.scorer;

import dev.surprisal.Detector;
import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.page.Findings;
import dev.surprisal.stream.source.Alerting;
import java.util.Optional;

/**
 * What all stream threads share: the models, the meters. Makes each its own scorer.
 *
 * @param judges the models that judge
 * @param resize whether a PNG or JPEG of another size is brought to the model's
 * @param sourceName what a record says of its source
 * @param alerting what raises alerts of sources, if anything does
 * @param cloudEvents what makes outputs events, if they have to be
 * @param replay tells what is scored, where it is not everything
 * @param limit how large an output may be
 * @param findings what the live page is told, if there is one
 * @param continuity where this instance is in the images' topic
 */
record Scoring(
    Judges judges,
    boolean resize,
    SourceName sourceName,
    Optional<Alerting> alerting,
    Optional<CloudEvents> cloudEvents,
    Optional<Replay> replay,
    Topics topics,
    OutputLimit limit,
    ScoringMeters meters,
    Optional<Findings> findings,
    Continuity continuity) {

  /** Whether a record of the images' topic is scored. */
  boolean includes(int partition, long offset) {
    return replay.isEmpty() || replay.get().includes(partition, offset);
  }

  /** For one thread; close them. */
  ThreadScorers newScorers() {
    return new ThreadScorers(judge -> newScorer(judge, meters::batch));
  }

  /** By one model, for one thread; close it. */
  RecordScorer newScorer(Judge judge, RecordScorer.Batches batches) {
    return new RecordScorer(
        new Detector(judge.bundle().bundle(), judge.decision(), resize), batches);
  }
}
