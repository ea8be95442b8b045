package dev.surprisal.stream.feedback;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A sample in which each source and each slice of time has its share, and within them each image
 * the same chance. So what is calibrated on it keeps its rate on images as they come. Which images
 * are drawn depends on the seed and on their ids, not on the order in which they are added; one
 * that is added twice is drawn once.
 */
final class FairSample {
  /** Candidates that are kept for each image that is wanted, for strata to have enough. */
  private static final int SPARE = 4;

  private static final int MOST_STRATA = 10_000;
  private static final int PARTITION_BITS = 44;

  private record Ranked(long rank, Candidate image) {}

  private static final Comparator<Candidate> BY_PLACE =
      Comparator.<Candidate>comparingInt(image -> image.id().partition())
          .thenComparingLong(image -> image.id().offset());

  private final int wanted;
  private final long seed;
  private final Strata strata = new Strata(MOST_STRATA);

  /** Those with the lowest random ranks: a random sample of all. */
  private final TreeSet<Ranked> pool =
      new TreeSet<>(Comparator.comparingLong(Ranked::rank).thenComparing(Ranked::image, BY_PLACE));

  /**
   * @param wanted images, at least 1
   */
  FairSample(int wanted, long seed) {
    this.wanted = wanted;
    this.seed = new SplittableRandom(seed).nextLong();
  }

  void add(Candidate image) {
    strata.count(image.source(), image.timestamp());
    pool.add(new Ranked(rank(image.id()), image));
    if (pool.size() > (long) SPARE * wanted) {
      pool.pollLast();
    }
  }

  private long rank(ImageId id) {
    long place = ((long) id.partition() << PARTITION_BITS) ^ id.offset();
    return new SplittableRandom(seed ^ place).nextLong();
  }

  /** The sample, by partition and offset: as many as are wanted, or all if there are fewer. */
  List<Candidate> draw() {
    int size = Math.min(wanted, pool.size());
    Map<Strata.Stratum, Integer> left = new HashMap<>(strata.shares(size));
    Set<Candidate> drawn = new HashSet<>();
    for (Ranked ranked : pool) {
      Candidate image = ranked.image();
      if (left.merge(strata.of(image.source(), image.timestamp()), -1, Integer::sum) >= 0) {
        drawn.add(image);
      }
    }
    // A small stratum can have fewer in the pool than its share: others take the place.
    for (Ranked ranked : pool) {
      if (drawn.size() < size) {
        drawn.add(ranked.image());
      }
    }
    List<Candidate> sample = new ArrayList<>(drawn);
    sample.sort(BY_PLACE);
    return sample;
  }
}
