package dev.surprisal.trainer.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.suite.Suite.Category;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which suites are usual for clean images that contain the change, and for others. */
class ResemblanceTest {
  private static final ImageShape SHAPE = new ImageShape(16, 16);
  private static final Path DATA = Path.of("..", "data");

  /** Upright bars at any place: upside down they are upright bars again. */
  private static final ImageSource BARS = new SyntheticImages(SHAPE, 400, 1);

  private static final ImageSource DIGITS =
      ImageFiles.open(DATA.resolve("mnist/t10k-images-idx3-ubyte.gz")).slice(0, 600);
  private static final ImageSource GARMENTS =
      ImageFiles.open(DATA.resolve("fashion-mnist/sample-images-idx3-ubyte.gz"));

  private record Made(ImageShape shape, int size, IntFunction<GrayImage> draw)
      implements ImageSource {
    @Override
    public GrayImage image(int index) {
      return draw.apply(index);
    }

    @Override
    public String name() {
      return "made";
    }
  }

  @Test
  void whatTheSetIsSymmetricInIsUsual() {
    assertThat(usual(BARS)).contains("upside down").doesNotContain("inverted", "black", "dim");
  }

  /** By the measures of the whole picture most of them would be. */
  @ParameterizedTest
  @EnumSource(
      value = Category.class,
      names = {"LOCAL_DAMAGE", "BENIGN"})
  void damageOfAPartAndBenignChangesAreNeverUsual(Category category) {
    assertThat(usual(BARS, category::equals)).isEmpty();
  }

  @Test
  void digitsAreNotUsualUpsideDownOrWithAHalfMissing() {
    assertThat(usual(DIGITS)).isEmpty();
  }

  /** 80 held-out images are what a set of 300 leaves. */
  @Test
  void fewImagesDoNotMakeAChangeUsual() {
    assertThat(usual(DIGITS.slice(0, 80))).isEmpty();
  }

  @Test
  void theNegativeOfASetInTwoColoursIsUsual() {
    ImageSource twoColours =
        new Made(
            DIGITS.shape(),
            DIGITS.size(),
            i -> i % 2 == 0 ? DIGITS.image(i) : negative(DIGITS.image(i)));

    assertThat(usual(twoColours)).containsExactly("inverted");
  }

  /** A bar with another across it off its middle, so that each part has one orientation. */
  @Test
  void partsUpsideDownAreUsualWherePartsLieAtAnyAngle() {
    ImageShape shape = new ImageShape(24, 24);
    ImageSource parts =
        new Made(
            shape,
            400,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              double angle = random.nextDouble(2 * Math.PI);
              double[] centre = {11.5 + 4 * Math.sin(angle), 11.5 + 4 * Math.cos(angle)};
              Cover longSide = Cover.bar(new double[] {11.5, 11.5}, angle, 8, 2);
              Cover shortSide = Cover.bar(centre, angle + Math.PI / 2, 6, 1.5);
              return FloatImage.constant(shape, 0.2)
                  .map((y, x, v) -> v + 0.6 * Math.max(longSide.of(y, x), shortSide.of(y, x)))
                  .toGray();
            });

    assertThat(usual(parts)).contains("upside down").doesNotContain("inverted", "black");
  }

  /** Of such images half show nothing in the half that goes missing, or nothing is left. */
  @Test
  void aMissingHalfIsUsualWhereImagesAreOftenEmptyThere() {
    ImageSource patches =
        new Made(
            SHAPE,
            400,
            i -> {
              SplittableRandom random = new SplittableRandom(i);
              byte[] pixels = new byte[SHAPE.pixels()];
              for (int row = 0; row < 2; row++) {
                for (int column = 0; column < 2; column++) {
                  fill(pixels, row, column, random.nextInt(4) == 0 ? 180 : 0);
                }
              }
              return GrayImage.of(SHAPE, pixels);
            });

    assertThat(usual(patches)).contains("half missing", "black").doesNotContain("white", "grey");
  }

  private static void fill(byte[] pixels, int row, int column, int value) {
    for (int i = 0; i < 64; i++) {
      pixels[(8 * row + i / 8) * 16 + 8 * column + i % 8] = (byte) value;
    }
  }

  @Test
  void otherDataAreUsualForThemselvesOnly() {
    Suite garments = CardMaker.suite("garments", GARMENTS);
    Suite digits = CardMaker.suite("digits", DIGITS);

    assertThat(isUsual(garments, GARMENTS)).isTrue();
    assertThat(isUsual(digits, DIGITS)).isTrue();
    assertThat(isUsual(garments, DIGITS)).isFalse();
    assertThat(isUsual(digits, GARMENTS)).isFalse();
  }

  private static GrayImage negative(GrayImage image) {
    byte[] pixels = image.toBytes();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (255 - (pixels[i] & 0xff));
    }
    return GrayImage.of(image.shape(), pixels);
  }

  /** Among the suites of the whole picture. */
  private static List<String> usual(ImageSource clean) {
    return usual(clean, Category::isOfTheWhole);
  }

  private static List<String> usual(ImageSource clean, Predicate<Category> which) {
    Resemblance resemblance = new Resemblance(clean, 1);
    return CardMaker.suites(clean).stream()
        .filter(suite -> which.test(suite.category()))
        .filter(suite -> isUsual(resemblance, suite, clean))
        .map(Suite::name)
        .toList();
  }

  private static boolean isUsual(Suite suite, ImageSource clean) {
    return isUsual(new Resemblance(clean, 1), suite, clean);
  }

  private static boolean isUsual(Resemblance resemblance, Suite suite, ImageSource clean) {
    SplittableRandom random = new SplittableRandom(suite.name().hashCode());
    return resemblance.isUsual(new SuiteImages(suite, clean, 150, random));
  }
}
