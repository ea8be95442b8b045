package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.source.SourceTable;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * Images in; verdicts, anomalies and rejected records out, and alerts of sources where they are
 * wanted. Nothing is buffered, and nothing kept but the sources, or the discoveries where their
 * share of false alarms is controlled.
 */
public final class ScoringTopology implements Supplier<Topology> {
  static final String SCORE = "score";
  static final String TO_SCORES = "to-scores";
  static final String TO_ANOMALIES = "to-anomalies";
  static final String TO_REJECTED = "to-rejected";
  static final String TO_ALERTS = "to-alerts";
  static final String TO_SHADOW = "to-shadow";

  /** None, so that the consumer's auto.offset.reset holds; Kafka Streams' default is earliest. */
  private static final AutoOffsetReset CONSUMERS_OWN = null;

  private final Scoring scoring;

  public ScoringTopology(Scoring scoring) {
    this.scoring = scoring;
  }

  @Override
  public Topology get() {
    Topics topics = scoring.topics();
    ByteArrayDeserializer bytesIn = new ByteArrayDeserializer();
    ByteArraySerializer bytesOut = new ByteArraySerializer();
    Topology topology =
        new Topology()
            .addSource(
                CONSUMERS_OWN, "images", new ImageTimestamps(), bytesIn, bytesIn, topics.images())
            .addProcessor(SCORE, () -> new ScoreProcessor(scoring), "images")
            .addSink(TO_SCORES, topics.scores(), bytesOut, bytesOut, SCORE)
            .addSink(TO_ANOMALIES, topics.anomalies(), bytesOut, bytesOut, SCORE)
            .addSink(TO_REJECTED, topics.rejected(), bytesOut, bytesOut, SCORE);
    if (scoring.judges().first().fdr().isPresent()) {
      topology.addStateStore(Discoveries.store(), SCORE);
    }
    topics
        .shadow()
        .ifPresent(shadow -> topology.addSink(TO_SHADOW, shadow, bytesOut, bytesOut, SCORE));
    scoring
        .alerting()
        .map(alerting -> alerting.settings().topic())
        .ifPresent(
            alerts ->
                topology
                    .addStateStore(SourceTable.store(), SCORE)
                    .addSink(TO_ALERTS, alerts, bytesOut, bytesOut, SCORE));
    return topology;
  }
}
