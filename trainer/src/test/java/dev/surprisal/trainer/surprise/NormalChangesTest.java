package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.distort.VariedImages;
import dev.surprisal.trainer.fit.LabelledTransform;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No network learns as strange what the user calls normal. As a control, some of it is made where
 * nothing is called normal.
 */
class NormalChangesTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);

  /** Squared; a single fault is at least 3 away from the image that it is in. */
  private static final double NEAR = 2.5;

  /** Of 8,000: several strange changes at once can come near a normal one. */
  private static final long BY_CHANCE = 4;

  /** The letter F, which none of the square's symmetries leaves as it is. */
  private static final FloatImage FIGURE =
      FloatImage.constant(SHAPE, 0).map((r, c, v) -> isInk(r - 7, c - 9) ? 1 : 0).blurred(1);

  private static boolean isInk(int row, int column) {
    boolean stem = column >= 0 && column < 3 && row >= 0 && row < 14;
    boolean top = row >= 0 && row < 3 && column >= 0 && column < 10;
    boolean middle = row >= 6 && row < 9 && column >= 0 && column < 7;
    return stem || top || middle;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate180", "shift:5"})
  void forTheDiscriminator(String normal) {
    Invariance invariance = Invariance.of(normal);

    assertThat(normalOnes(invariance, strange(invariance).strangeOrClean(), 8_000))
        .isLessThanOrEqualTo(BY_CHANCE);
    assertThat(normalOnes(invariance, strange(Invariance.NONE).strangeOrClean(), 8_000))
        .isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate90", "mirror,rotate180"})
  void forTheBackground(String normal) {
    Invariance invariance = Invariance.of(normal);

    assertThat(normalOnes(invariance, background(invariance), 8_000))
        .isLessThanOrEqualTo(BY_CHANCE);
    assertThat(normalOnes(invariance, background(Invariance.NONE), 8_000)).isGreaterThan(10);
  }

  private static LabelledTransform background(Invariance invariance) {
    return (image, random, row) -> {
      strange(invariance).strange().apply(image, random, row);
      return true;
    };
  }

  private static StrangeImages strange(Invariance invariance) {
    return new StrangeImages(new Copies(FloatImage.constant(SHAPE, 0.6), 1), invariance);
  }

  /** How many of so many images are called strange, but are the figure in a way that is normal. */
  private static long normalOnes(Invariance invariance, LabelledTransform draw, int images) {
    ImageSource clean = VariedImages.inOneWay(new Copies(FIGURE, images), invariance);
    Normal normal = Normal.by(invariance);
    SplittableRandom random = new SplittableRandom(1);
    float[] row = new float[SHAPE.pixels()];
    return IntStream.range(0, images)
        .filter(i -> draw.apply(clean.image(i), random, row) && normal.includes(row))
        .count();
  }

  /** The same picture many times. */
  private record Copies(GrayImage picture, int size) implements ImageSource {
    Copies(FloatImage picture, int size) {
      this(picture.toGray(), size);
    }

    @Override
    public ImageShape shape() {
      return SHAPE;
    }

    @Override
    public GrayImage image(int index) {
      return picture;
    }

    @Override
    public String name() {
      return "copies";
    }
  }

  /**
   * @param mounted the figure in each of the ways
   * @param shift by which they may be shifted, in pixels
   */
  private record Normal(List<FloatImage> mounted, double shift) {
    static Normal by(Invariance invariance) {
      ImageSource ways =
          VariedImages.inAllWays(new Copies(FIGURE, 1), new Invariance(invariance.symmetries(), 0));
      return new Normal(
          IntStream.range(0, ways.size()).mapToObj(i -> FloatImage.of(ways.image(i))).toList(),
          invariance.shift());
    }

    boolean includes(float[] row) {
      FloatImage image = FloatImage.constant(SHAPE, 0).map((r, c, v) -> row[r * 28 + c]);
      double[] there = centre(image);
      return mounted.stream()
          .map(picture -> shifted(picture, there))
          .anyMatch(picture -> picture.squaredDistance(image) < NEAR);
    }

    /** So that its centre of gravity comes as near to another as it may. */
    private FloatImage shifted(FloatImage picture, double[] there) {
      double[] here = centre(picture);
      return shift == 0
          ? picture
          : picture.warp(
              Affine.shift(SHAPE, within(there[0] - here[0]), within(there[1] - here[1])));
    }

    private double within(double pixels) {
      return Math.max(-shift, Math.min(shift, pixels));
    }

    private static double[] centre(FloatImage image) {
      double[] sums = new double[3];
      image.map(
          (row, column, value) -> {
            sums[0] += row * value;
            sums[1] += column * value;
            sums[2] += value;
            return value;
          });
      return new double[] {sums[0] / (sums[2] + 1e-9), sums[1] / (sums[2] + 1e-9)};
    }
  }
}
