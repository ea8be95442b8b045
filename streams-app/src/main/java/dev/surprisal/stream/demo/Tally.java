package dev.surprisal.stream.demo;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what was sent and which verdicts came back, by the id of the record. A verdict can arrive
 * before the broker's answer to the sender, so the two meet when a summary is made.
 */
final class Tally {
  private final Map<String, Specimen> injected = new HashMap<>();
  private final Map<String, Long> confirmed = new HashMap<>();
  private final Set<String> alarms = new HashSet<>();
  private final Latencies latencies = new Latencies();
  private long sent;
  private long images;
  private long rejected;

  synchronized void sent(String id, Specimen kind) {
    sent++;
    confirmed.merge(partition(id), offset(id), Math::max);
    if (kind.anomalous()) {
      injected.put(id, kind);
    }
  }

  synchronized void verdict(String id, boolean anomalous, long millis) {
    images++;
    latencies.add(millis);
    if (anomalous) {
      alarms.add(id);
    }
  }

  synchronized void rejected(String id, long millis) {
    images++;
    rejected++;
    latencies.add(millis);
    alarms.add(id);
  }

  /**
   * Whether the broker has told the sender of this record; a verdict can be quicker. Records of a
   * partition are confirmed in order.
   */
  synchronized boolean confirmed(String id) {
    return offset(id) <= confirmed.getOrDefault(partition(id), -1L);
  }

  private static String partition(String id) {
    return id.substring(0, id.lastIndexOf('-'));
  }

  private static long offset(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }

  /** The kind of anomaly that was sent under an id, if the broker has already confirmed it. */
  synchronized Optional<Specimen> injected(String id) {
    return Optional.ofNullable(injected.get(id));
  }

  /** Whether every record that was sent has a verdict or was rejected. */
  synchronized boolean complete() {
    return images >= sent;
  }

  /**
   * Compares what was found so far with what was sent.
   *
   * @param seconds how long the feed has lasted
   */
  synchronized Summary summary(double seconds) {
    Map<Specimen, Summary.Found> kinds = new EnumMap<>(Specimen.class);
    injected.forEach(
        (id, kind) ->
            kinds.merge(
                kind,
                new Summary.Found(1, alarms.contains(id) ? 1 : 0),
                (a, b) ->
                    new Summary.Found(a.injected() + b.injected(), a.detected() + b.detected())));
    long detected = kinds.values().stream().mapToLong(Summary.Found::detected).sum();
    return new Summary(
        images,
        alarms.size() - rejected,
        rejected,
        injected.size(),
        detected,
        alarms.size() - detected,
        seconds > 0 ? images / seconds : 0,
        latencies.quantile(0.99),
        kinds);
  }
}
