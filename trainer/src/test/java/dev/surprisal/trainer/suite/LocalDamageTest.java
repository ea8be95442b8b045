package dev.surprisal.trainer.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.distort.FloatImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that is there to see, on digits on black and on pictures that fill their frame. */
class LocalDamageTest {
  private static final ImageSource DIGITS =
      ImageFiles.open(Path.of("..", "data", "mnist", "t10k-images-idx3-ubyte.gz"));

  @Test
  void everyPictureOfADigitShowsItsDamage() {
    for (int i = 0; i < 40; i++) {
      expectVisible(FloatImage.of(DIGITS.image(i)), i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 100})
  void soDoPicturesOfAnySize(int side) {
    FloatImage waves =
        FloatImage.constant(new ImageShape(side, side + 4), 0)
            .map((y, x, v) -> 0.5 + 0.4 * Math.sin(40.0 * y / side) * Math.cos(30.0 * x / side));

    expectVisible(waves, side);
  }

  private static void expectVisible(FloatImage clean, int seed) {
    List<Suite> suites = LocalDamage.suites();
    assertThat(suites).hasSize(24);
    for (int i = 0; i < suites.size(); i++) {
      FloatImage damaged = make(suites.get(i), clean, seed);
      assertThat(LocalDamage.changed(clean, damaged))
          .as(suites.get(i).name())
          .isGreaterThanOrEqualTo(extent(suites.get(i)).leastPixels(clean));
    }
  }

  /** What fills the frame with one grey has nothing to be cut out of; it must not hang or fail. */
  @Test
  void aFlatPictureIsScratchedToo() {
    FloatImage black = FloatImage.constant(new ImageShape(28, 28), 0);

    for (Suite suite : LocalDamage.suites()) {
      FloatImage damaged = make(suite, black, 1);
      boolean adds = suite.name().matches("(scratch|spot|dust).*");
      assertThat(LocalDamage.changed(black, damaged) > 0).as(suite.name()).isEqualTo(adds);
    }
  }

  @Test
  void largerDamageCoversMore() {
    List<Suite> suites = LocalDamage.suites();
    List<Integer> changed = new ArrayList<>();
    for (Suite suite : suites) {
      int sum = 0;
      for (int i = 0; i < 60; i++) {
        FloatImage clean = FloatImage.of(DIGITS.image(i));
        sum += LocalDamage.changed(clean, make(suite, clean, i));
      }
      changed.add(sum);
    }

    for (int kind = 0; kind < suites.size(); kind += 3) {
      assertThat(changed.subList(kind, kind + 3)).as(suites.get(kind).name()).isSorted();
    }
  }

  /**
   * A hole of 8.5 to 11.5 pixels in a square of white: it shows the black around the square, or
   * what lies at its own rim, which is white unless it touches the square's edge.
   */
  @Test
  void holesInASquareShowTheBackground() {
    FloatImage square =
        FloatImage.constant(new ImageShape(40, 40), 0)
            .map((y, x, v) -> y > 4 && y < 35 && x > 4 && x < 35 ? 1 : 0);
    Suite hole =
        LocalDamage.suites().stream()
            .filter(suite -> suite.name().equals("hole, large"))
            .findFirst()
            .orElseThrow();

    int[] black =
        IntStream.range(0, 20)
            .map(seed -> blackInside(make(hole, square, seed).toGray()))
            .toArray();

    assertThat(IntStream.of(black).max().orElseThrow()).isLessThanOrEqualTo(110);
    assertThat(IntStream.of(black).filter(pixels -> pixels >= 40).count()).isGreaterThan(5);
  }

  /** Of a square of 30 pixels in the middle. */
  private static int blackInside(GrayImage image) {
    int black = 0;
    for (int i = 5; i < 35; i++) {
      for (int k = 5; k < 35; k++) {
        black += image.pixel(i, k) == 0 ? 1 : 0;
      }
    }
    return black;
  }

  private static Extent extent(Suite suite) {
    String size = suite.name().replaceFirst(".*, ", "");
    return Extent.valueOf(size.toUpperCase(Locale.ROOT));
  }

  private static FloatImage make(Suite suite, FloatImage clean, int seed) {
    return suite.make().apply(clean, new SplittableRandom(seed));
  }
}
