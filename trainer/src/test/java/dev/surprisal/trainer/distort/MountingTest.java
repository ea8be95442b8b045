package dev.surprisal.trainer.distort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A square of two by two pixels, each of its own grey, written row by row. */
final class MountingTest {
  private static final ImageShape SHAPE = new ImageShape(2, 2);

  @Test
  void wrongIsEachSymmetryOfTheSquareButTheIdentity() {
    FloatImage right = FloatImage.of(GrayImage.of(SHAPE, new byte[] {1, 2, 3, 4}));
    SplittableRandom random = new SplittableRandom(1);

    Set<GrayImage> seen =
        IntStream.range(0, 200)
            .mapToObj(i -> Mounting.any(right, Mounting.wrong(List.of(0)), random).toGray())
            .collect(Collectors.toSet());

    assertThat(seen)
        .containsExactlyInAnyOrder(
            image(2, 4, 1, 3),
            image(4, 3, 2, 1),
            image(3, 1, 4, 2),
            image(2, 1, 4, 3),
            image(3, 4, 1, 2),
            image(1, 3, 2, 4),
            image(4, 2, 3, 1));
  }

  @Test
  void whatIsRightIsNotWrong() {
    assertThat(Mounting.wrong(List.of(0, 2, 4, 6))).containsExactly(1, 3, 5, 7);
  }

  private static GrayImage image(int... greys) {
    byte[] bytes = new byte[greys.length];
    for (int i = 0; i < greys.length; i++) {
      bytes[i] = (byte) greys[i];
    }
    return GrayImage.of(SHAPE, bytes);
  }
}
