package dev.surprisal.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrataTest {
  private static final long HOUR = 3_600_000;
  private static final int MOST = 100;

  private final Strata strata = new Strata(MOST);

  @Test
  void anySourcesAtAnyTimesAreBounded() {
    Random random = new Random(1);

    for (int i = 0; i < 10_000; i++) {
      strata.count(Optional.of("source " + random.nextInt()), random.nextLong());
    }

    assertThat(strata.size()).isBetween(1, MOST);
    assertThat(strata.shares(500).values().stream().mapToInt(n -> n).sum()).isEqualTo(500);
  }

  @Test
  void slicesGetWiderWhereThereAreTooMany() {
    for (long hour = 0; hour <= MOST; hour++) {
      strata.count(Optional.of("camera"), hour * HOUR);
    }

    assertThat(strata.size()).isEqualTo(51);
    assertThat(strata.of(Optional.of("camera"), 2 * HOUR))
        .isEqualTo(strata.of(Optional.of("camera"), 3 * HOUR))
        .isNotEqualTo(strata.of(Optional.of("camera"), 4 * HOUR));
  }

  /** 10 in the ratio 5 : 3 : 1 is 5.56, 3.33 and 1.11: the one that is left goes to the first. */
  @Test
  void sharesAreInProportionAndAddUp() {
    count("a", 5);
    count("b", 3);
    count("c", 1);

    assertThat(strata.shares(10))
        .containsEntry(strata.of(Optional.of("a"), 0), 6)
        .containsEntry(strata.of(Optional.of("b"), 0), 3)
        .containsEntry(strata.of(Optional.of("c"), 0), 1);
  }

  private void count(String source, int images) {
    for (int i = 0; i < images; i++) {
      strata.count(Optional.of(source), 0);
    }
  }
}
