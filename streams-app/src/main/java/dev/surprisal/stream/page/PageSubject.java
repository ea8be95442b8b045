package dev.surprisal.stream.page;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Decision;
import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.source.SourceBoard;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The scorer that a page tells of.
 *
 * @param bundle the model
 * @param decision the rule in force
 * @param promise what it promises, where the rate of false alarms is controlled
 * @param meters read once a second
 * @param health read once a second
 * @param waiting images that wait for their verdict, read once a second
 * @param labels whether readers may say what an anomaly really is
 * @param sources those that are followed, if any are
 */
public record PageSubject(
    LoadedBundle bundle,
    Decision decision,
    Optional<AlarmPromise> promise,
    ScoringMeters meters,
    Health health,
    LongSupplier waiting,
    boolean labels,
    Optional<SourceBoard> sources) {}
