package dev.surprisal.stream.feedback;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How many images there are of each source in each slice of time. Memory is bounded: slices get
 * twice as wide whenever there are too many, and sources beyond the limit count as one.
 */
final class Strata {
  /**
   * A source in a slice of time.
   *
   * @param source its name; empty for images without one, and for sources beyond the limit
   */
  record Stratum(String source, long slice) {
    private static final Comparator<Stratum> ORDER =
        Comparator.comparing(Stratum::source).thenComparing(Stratum::slice);
  }

  private record Quota(Stratum stratum, int images, double remainder) {}

  private final int most;
  private final Set<String> sources = new HashSet<>();
  private Map<Stratum, Long> counts = new HashMap<>();
  private long sliceMillis = TimeUnit.HOURS.toMillis(1);
  private long images;

  /**
   * @param most strata that are told apart, at least 20; of a tenth as many sources
   */
  Strata(int most) {
    this.most = most;
  }

  /** Counts an image. */
  void count(Optional<String> source, long timestamp) {
    source.filter(name -> sources.size() < most / 10).ifPresent(sources::add);
    counts.merge(of(source, timestamp), 1L, Long::sum);
    images++;
    while (counts.size() > most) {
      sliceMillis *= 2;
      Map<Stratum, Long> wider = new HashMap<>();
      counts.forEach(
          (old, count) ->
              wider.merge(
                  new Stratum(old.source(), Math.floorDiv(old.slice(), 2)), count, Long::sum));
      counts = wider;
    }
  }

  /** The stratum of an image, by what was counted so far. */
  Stratum of(Optional<String> source, long timestamp) {
    return new Stratum(
        source.filter(sources::contains).orElse(""), Math.floorDiv(timestamp, sliceMillis));
  }

  int size() {
    return counts.size();
  }

  /**
   * How many of a sample each stratum gets: in proportion to its images, rounded so that the sum is
   * right (method of largest remainders).
   *
   * @param sample how many there are in all
   */
  Map<Stratum, Integer> shares(int sample) {
    List<Quota> quotas =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Stratum.ORDER))
            .map(
                entry -> {
                  double exact = sample * (entry.getValue() / (double) images);
                  return new Quota(entry.getKey(), (int) exact, exact - (int) exact);
                })
            .toList();
    Map<Stratum, Integer> shares = new HashMap<>();
    quotas.forEach(quota -> shares.put(quota.stratum(), quota.images()));
    int given = quotas.stream().mapToInt(Quota::images).sum();
    quotas.stream()
        .sorted(Comparator.comparingDouble(Quota::remainder).reversed())
        .limit(Math.max(0, sample - given))
        .forEach(quota -> shares.merge(quota.stratum(), 1, Integer::sum));
    return shares;
  }
}
