package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of candidates, each under its digest, so that none counts for another. Safe for use by
 * several threads.
 */
public final class ShadowMeters {
  private final MeterRegistry registry;
  private final Map<String, CandidateMeters> candidates = new ConcurrentHashMap<>();

  ShadowMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Those of a candidate, which begin with the first call. */
  public CandidateMeters of(JudgingModel candidate) {
    return candidates.computeIfAbsent(
        candidate.digest(), digest -> new CandidateMeters(registry, candidate));
  }

  /** The figures of a candidate at this moment, if it has begun. */
  public Optional<CandidateFigures> figures(String digest) {
    return Optional.ofNullable(candidates.get(digest)).map(CandidateMeters::figures);
  }

  /** Begins those of the candidate that there is, and takes those of others off the scrape. */
  public void show(Optional<JudgingModel> candidate) {
    candidate.ifPresent(this::of);
    Optional<String> digest = candidate.map(JudgingModel::digest);
    candidates
        .entrySet()
        .removeIf(
            one -> {
              boolean ended = !digest.equals(Optional.of(one.getKey()));
              if (ended) {
                one.getValue().remove();
              }
              return ended;
            });
  }
}
