package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanDrawsTest {
  private static final ImageShape SHAPE = new ImageShape(4, 3);
  private static final int DRAWS = 2000;

  @ParameterizedTest
  @CsvSource({"300, 2000", "5000, 5000", "60000, 20000"})
  void smallSetsGiveMoreImagesAndLargeOnesNotAll(int images, int draws) {
    CleanDraws clean = new CleanDraws(new SyntheticImages(SHAPE, images, 1), 1, (p, r) -> p);

    assertThat(clean.count()).isEqualTo(draws);
  }

  /** Of 2,000 draws two fifths are 800, with a deviation of 22. */
  @Test
  void twoFifthsAreMadeBrighterOrDarkerByUpToEightPercent() {
    CleanDraws draws =
        new CleanDraws(
            new SyntheticImages(SHAPE, 10, 1), 1, (p, r) -> FloatImage.constant(SHAPE, 0.5));

    int[] greys =
        IntStream.range(0, DRAWS).map(i -> draws.next().toBytes()[0] & 0xff).sorted().toArray();

    // 128 is half of 255, rounded up, and so is one in twenty of what is made brighter or darker.
    long changed = Arrays.stream(greys).filter(grey -> grey != 128).count();
    assertThat(changed).isBetween(660L, 860L);
    assertThat(greys[0]).isBetween(117, 119);
    assertThat(greys[DRAWS - 1]).isBetween(136, 138);
  }

  @Test
  void threeQuartersOfWhatTheDensityIsFittedToAreChangedMildly() {
    assertThat(share(CleanStatistics::varied, FloatImage.constant(SHAPE, 0.5)))
        .isBetween(0.71, 0.79);
  }

  /** A half of 98 % mildly, and 2 % by half a pixel each way. */
  @Test
  void halfOfWhatTheSharpnessIsFittedToIsChanged() {
    assertThat(share(SharpnessFit::varied, FloatImage.constant(SHAPE, 0.5))).isBetween(0.47, 0.55);
  }

  /** A white pixel becomes four of a quarter, wherever the picture goes. */
  @Test
  void twoInAHundredAreShiftedByHalfAPixelBothWays() {
    ImageShape shape = new ImageShape(28, 28);
    FloatImage point = FloatImage.constant(shape, 0).map((y, x, v) -> y == 14 && x == 14 ? 1 : 0);
    Random random = new Random(1);

    long halves =
        IntStream.range(0, DRAWS)
            .mapToObj(i -> SharpnessFit.varied(point, random))
            .filter(p -> Arrays.stream(brightest(p)).allMatch(v -> Math.abs(v - 0.25) < 1e-6))
            .count();

    // Of 2,000 draws 40, with a deviation of 6.
    assertThat(halves).isBetween(20L, 60L);
  }

  /** The values of the four brightest pixels. */
  private static double[] brightest(FloatImage picture) {
    float[] values = new float[picture.shape().pixels()];
    picture.copyTo(values, 0);
    Arrays.sort(values);
    return IntStream.rangeClosed(1, 4).mapToDouble(i -> values[values.length - i]).toArray();
  }

  /** How many of many pictures are changed; one that is not is given back itself. */
  private static double share(
      BiFunction<FloatImage, RandomGenerator, FloatImage> change, FloatImage picture) {
    Random random = new Random(1);
    return IntStream.range(0, DRAWS).filter(i -> change.apply(picture, random) != picture).count()
        / (double) DRAWS;
  }
}
