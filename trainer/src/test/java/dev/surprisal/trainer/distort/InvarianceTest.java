package dev.surprisal.trainer.distort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvarianceTest {
  private static final FloatImage RIGHT =
      FloatImage.of(GrayImage.of(new ImageShape(2, 2), new byte[] {1, 2, 3, 4}));

  /** Of two by two pixels, each of its own grey, written row by row. */
  @ParameterizedTest
  @CsvSource({
    "mirror, 1234 2143",
    "flip, 1234 3412",
    "rotate180, 1234 4321",
    "'mirror,flip', 1234 2143 3412 4321",
    "'flip,rotate180', 1234 2143 3412 4321",
    "rotate90, 1234 2413 3142 4321",
    "'rotate90,flip', 1234 1324 2143 2413 3142 3412 4231 4321",
    "shift:0, 1234"
  })
  void symmetriesAndWhatTheyMakeTogetherAreAsClean(String text, String expected) {
    Invariance invariance = Invariance.of(text);

    List<String> seen =
        IntStream.range(0, invariance.ways().size())
            .mapToObj(way -> digits(invariance.varied(RIGHT, way, new SplittableRandom(1))))
            .toList();

    assertThat(seen.get(0)).isEqualTo("1234");
    assertThat(String.join(" ", seen.stream().sorted().toList())).isEqualTo(expected);
  }

  private static String digits(FloatImage image) {
    byte[] greys = image.toGray().toBytes();
    return IntStream.range(0, 4).mapToObj(i -> "" + greys[i]).collect(Collectors.joining());
  }

  /** A white pixel in the middle of 56 × 56, where a unit is two pixels. */
  @Test
  void imagesAreShiftedUpToSoManyUnitsEachWay() {
    ImageShape shape = new ImageShape(56, 56);
    FloatImage point = FloatImage.constant(shape, 0).map((r, c, v) -> r == 28 && c == 28 ? 1 : 0);
    Invariance invariance = Invariance.of("shift:3");
    SplittableRandom random = new SplittableRandom(1);

    double[] rows =
        IntStream.range(0, 500)
            .mapToDouble(i -> meanRow(invariance.varied(point, 0, random)) - 28)
            .sorted()
            .toArray();

    assertThat(rows[0]).isBetween(-6.01, -5.8);
    assertThat(rows[499]).isBetween(5.8, 6.01);
    // Of 500 from −6 to 6 the mean has a deviation of 0.15.
    assertThat(Arrays.stream(rows).average().orElseThrow()).isCloseTo(0, within(0.6));
  }

  private static double meanRow(FloatImage image) {
    double sum = 0;
    double weighted = 0;
    for (int row = 0; row < image.shape().height(); row++) {
      for (int column = 0; column < image.shape().width(); column++) {
        sum += image.value(row, column);
        weighted += row * image.value(row, column);
      }
    }
    return weighted / sum;
  }

  @ParameterizedTest
  @CsvSource({"mirror, 360", "rotate180, 180", "'mirror,flip', 180", "rotate90, 90"})
  void turnsRepeatAfterThePeriod(String text, double degrees) {
    assertThat(Invariance.of(text).period()).isEqualTo(degrees);
  }

  /** Upside down is mirrored and turned by half a turn. */
  @ParameterizedTest
  @CsvSource({"mirror, 0", "flip, 180", "'mirror,flip', 0", "'flip,rotate90', 0", "rotate90, 0"})
  void mirroredImagesAreCleanAfterATurn(String text, double degrees) {
    assertThat(Invariance.of(text).mirroredTurn()).isEqualTo(degrees);
  }

  @Test
  void listIsWrittenAsItIsRead() {
    assertThat(Invariance.of("rotate180,shift:2,mirror")).hasToString("mirror,rotate180,shift:2.0");
    assertThat(Invariance.NONE).hasToString("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mirror,", "Mirror", "turn", "shift", "shift:", "shift:two"})
  void otherWordsAreRefused(String text) {
    assertThatThrownBy(() -> Invariance.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected mirror, flip, rotate90, rotate180 or shift:N");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shift:-1", "shift:10.5", "shift:NaN"})
  void shiftsOutOfRangeAreRefused(String text) {
    assertThatThrownBy(() -> Invariance.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a shift from 0 to 10, got");
  }

  @Test
  void onlySquareImagesHaveQuarterTurns() {
    ImageShape wide = new ImageShape(2, 3);

    Invariance.of("mirror,flip,rotate180,shift:1").expectFits(wide);
    assertThatThrownBy(() -> Invariance.of("rotate90").expectFits(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected square images for rotate90, got 2x3");
  }
}
