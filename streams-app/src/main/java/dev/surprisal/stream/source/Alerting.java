package dev.surprisal.stream.source;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.meter.SourceMeters;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the alerts of all partitions share.
 *
 * @param bundle the model that judges
 * @param images the images' topic
 * @param falseAlarmRate the target in force
 * @param cloudEvents what makes alerts events, if they have to be
 * @param board where readers see the sources, if anybody reads
 * @param brokersAnswer false while Kafka is away, so that nobody can be heard
 */
public record Alerting(
    AlertSettings settings,
    AlertRules rules,
    LoadedBundle bundle,
    String images,
    double falseAlarmRate,
    OutputLimit limit,
    Optional<CloudEvents> cloudEvents,
    SourceMeters meters,
    Optional<SourceBoard> board,
    BooleanSupplier brokersAnswer) {
  /** The same for another model. */
  Alerting by(LoadedBundle judging, AlertRules itsRules) {
    return new Alerting(
        settings,
        itsRules,
        judging,
        images,
        falseAlarmRate,
        limit,
        cloudEvents,
        meters,
        board,
        brokersAnswer);
  }
}
