package dev.surprisal.trainer.distort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleFaultsTest {
  /** At least 3 squared units, 1/28 of the smaller side, whatever the image's size. */
  @ParameterizedTest
  @ValueSource(ints = {14, 28, 56})
  void everyFaultIsVisible(int side) {
    SyntheticImages clean = new SyntheticImages(new ImageShape(side, side), 300, 1);
    Random random = new Random(2);
    SingleFaults faults =
        new SingleFaults(
            () -> FloatImage.of(clean.image(random.nextInt(300))), Invariance.NONE, random);
    double unit = side / 28.0;

    for (int i = 0; i < 300; i++) {
      FloatImage image = FloatImage.of(clean.image(i));
      assertThat(image.squaredDistance(faults.in(image)))
          .as("image %d", i)
          .isGreaterThanOrEqualTo(3 * unit * unit);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void faultsFollowFromTheSeed(long seed) {
    FloatImage clean = FloatImage.of(new SyntheticImages(new ImageShape(28, 28), 1, 1).image(0));

    FloatImage first = new SingleFaults(() -> clean, Invariance.NONE, new Random(seed)).in(clean);

    assertThat(new SingleFaults(() -> clean, Invariance.NONE, new Random(seed)).in(clean).toGray())
        .isEqualTo(first.toGray());
  }
}
