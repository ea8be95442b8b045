package dev.surprisal.trainer.distort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.suite.CardMaker;
import dev.surprisal.trainer.suite.Suite;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FloatImageTest {
  private static final ImageShape SHAPE = new ImageShape(5, 7);

  /** White at row 1, column 2 on black. */
  private static FloatImage dot() {
    byte[] pixels = new byte[SHAPE.pixels()];
    pixels[1 * SHAPE.width() + 2] = (byte) 255;
    return FloatImage.of(GrayImage.of(SHAPE, pixels));
  }

  @Test
  void shiftMovesDownAndRight() {
    FloatImage moved = dot().warp(Affine.shift(SHAPE, 2, 1));

    assertThat(moved.value(3, 3)).isEqualTo(1, within(1e-6));
    assertThat(moved.value(1, 2)).isZero();
  }

  @Test
  void halfAPixelIsSharedByTwo() {
    FloatImage moved = dot().warp(Affine.shift(SHAPE, 0, 0.5));

    assertThat(moved.value(1, 2)).isEqualTo(0.5, within(1e-6));
    assertThat(moved.value(1, 3)).isEqualTo(0.5, within(1e-6));
  }

  @Test
  void halfATurnIsAPointReflection() {
    FloatImage turned = dot().warp(Affine.rotation(SHAPE, 180));

    assertThat(turned.value(3, 4)).isEqualTo(1, within(1e-6));
  }

  @Test
  void aQuarterTurnIsCounterClockwise() {
    // The dot is one up and one left of the centre (2, 3); turned, it is one down and one left.
    assertThat(dot().warp(Affine.rotation(SHAPE, 90)).value(3, 2)).isEqualTo(1, within(1e-6));
  }

  @Test
  void scaleIsAboutTheCentre() {
    FloatImage twice = dot().warp(Affine.of(SHAPE, 0, 2, 2, 0, 0, 0));

    // The dot is one up and one left of the centre (2, 3); twice as far it is at (0, 1).
    assertThat(twice.value(0, 1)).isEqualTo(1, within(1e-6));
    assertThat(twice.value(1, 2)).isEqualTo(0.25, within(1e-6));
  }

  @Test
  void edgesAreRepeatedBeyondTheBorder() {
    FloatImage smaller = FloatImage.constant(SHAPE, 0.6).warp(Affine.of(SHAPE, 7, .5, .5, 0, 1, 0));

    assertThat(smaller.toGray()).isEqualTo(FloatImage.constant(SHAPE, 0.6).toGray());
    assertThat(smaller.blurred(2).toGray()).isEqualTo(smaller.toGray());
  }

  @Test
  void blurKeepsTheInkOfWhatIsFarFromTheBorder() {
    FloatImage blurred = dot().blurred(1);

    assertThat(blurred.value(1, 2)).isEqualTo(0.25, within(1e-6));
    assertThat(blurred.value(0, 1)).isEqualTo(0.0625, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"28,28", "1,1", "5,7", "40,16"})
  void everySuiteWorksOnImagesOfAnySize(int height, int width) {
    ImageSource clean = new Gradient(new ImageShape(height, width));

    for (Suite suite : CardMaker.suites(clean)) {
      FloatImage made = suite.make().apply(FloatImage.of(clean.image(3)), new SplittableRandom(1));
      FloatImage again = suite.make().apply(FloatImage.of(clean.image(3)), new SplittableRandom(1));
      assertThat(made.toGray()).as(suite.name()).isEqualTo(again.toGray());
      assertThat(made.shape()).isEqualTo(clean.shape());
    }
  }

  @Test
  void strangePicturesAreAFunctionOfTheGenerator() {
    ImageSource clean = new Gradient(new ImageShape(28, 28));

    assertThat(strange(clean, 1)).isEqualTo(strange(clean, 1)).isNotEqualTo(strange(clean, 2));
  }

  private static GrayImage strange(ImageSource clean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new SyntheticAnomalies(
            () -> FloatImage.of(clean.image(random.nextInt(9))), Invariance.NONE, random)
        .next()
        .toGray();
  }

  /** Ten images, each brighter towards a corner of its own. */
  private record Gradient(ImageShape shape) implements ImageSource {
    @Override
    public int size() {
      return 10;
    }

    @Override
    public GrayImage image(int index) {
      byte[] pixels = new byte[shape.pixels()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (17 * index + 255 * i / pixels.length);
      }
      return GrayImage.of(shape, pixels);
    }

    @Override
    public String name() {
      return "gradient";
    }
  }
}
