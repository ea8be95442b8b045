package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static final int IMAGES = 100_000;

  private static Candidate<String> candidate(String images, double share) {
    return new Candidate<>("model", images, share, (partition, topicId) -> 0);
  }

  private static Set<Long> included(Candidate<String> candidate, int partition) {
    return LongStream.range(0, IMAGES)
        .filter(offset -> candidate.includes(partition, offset, Optional.empty()))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** The JDK has the same generator: the offsets of a partition are its sequence. */
  @Test
  void fractionsOfAPartitionAreThoseOfTheJdksSplitMix() {
    Candidate<String> candidate = candidate("images", 0.1);
    SplittableRandom random = new SplittableRandom(candidate.seed(3));

    for (long offset = 0; offset < 1_000; offset++) {
      assertThat(candidate.fraction(3, offset))
          .isEqualTo((random.nextLong() >>> 11) / Math.pow(2, 53));
    }
  }

  /** Four standard deviations of a binomial number: 4 · √(100,000 · 0.1 · 0.9) = 379. */
  @Test
  void shareOfTheImagesIsThatWhichWasAskedFor() {
    Set<Long> of0 = included(candidate("images", 0.1), 0);
    Set<Long> of1 = included(candidate("images", 0.1), 1);
    Set<Long> both = new HashSet<>(of0);
    both.retainAll(of1);

    assertThat(of0.size()).isBetween(9_621, 10_379);
    assertThat(of1.size()).isBetween(9_621, 10_379);
    // A tenth of a tenth, within 4 · √(100,000 · 0.01 · 0.99) = 126: partitions are independent.
    assertThat(both.size()).isBetween(874, 1_126);
    assertThat(included(candidate("others", 0.1), 0)).isNotEqualTo(of0);
  }

  @Test
  void greaterShareHasAllOfASmallerOneAndTheWholeHasAll() {
    assertThat(included(candidate("images", 0.3), 2))
        .containsAll(included(candidate("images", 0.1), 2));
    assertThat(included(candidate("images", 1), 2)).hasSize(IMAGES);
  }

  @Test
  void imagesBeforeItBeganAreNotIncluded() {
    Candidate<String> late =
        new Candidate<>("model", "images", 1, (partition, topicId) -> partition == 0 ? 5 : 0);

    assertThat(
            LongStream.range(0, 7)
                .mapToObj(offset -> late.includes(0, offset, Optional.empty()))
                .toList())
        .isEqualTo(List.of(false, false, false, false, false, true, true));
    assertThat(late.includes(1, 0, Optional.empty())).isTrue();
  }
}
