package dev.surprisal.stream.page;

import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.models.Standing;
import dev.surprisal.stream.source.SourceBoard;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The scorer that a page tells of.
 *
 * @param promises whether the rate of false alarms is what is controlled
 * @param meters read once a second
 * @param health read once a second
 * @param waiting images that wait for their verdict, read once a second
 * @param labels whether readers may say what an anomaly really is
 * @param sources those that are followed, if any are
 * @param models what was decided about them, if they come from a topic; read once a second
 */
public record PageSubject(
    boolean promises,
    ScoringMeters meters,
    Health health,
    LongSupplier waiting,
    boolean labels,
    Optional<SourceBoard> sources,
    Optional<Supplier<Standing>> models) {}
