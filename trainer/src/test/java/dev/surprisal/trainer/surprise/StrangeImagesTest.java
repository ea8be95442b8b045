package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.distort.Invariance;
import dev.surprisal.trainer.distort.VariedImages;
import dev.surprisal.trainer.fit.LabelledTransform;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrangeImagesTest {
  private static final ImageShape SHAPE = new ImageShape(12, 12);
  private static final ImageSource CLEAN = new SyntheticImages(SHAPE, 1, 1);

  /**
   * Of 2,000 images a half is strange, a fifth of those wrongly mounted, and a half left at that.
   */
  @Test
  void wrongMountingsAreStrange() {
    assertThat(strangeMountings(Invariance.NONE)).isBetween(60L, 140L);
  }

  @Test
  void mountingsThatAreNormalAreNot() {
    assertThat(strangeMountings(Invariance.of("mirror,rotate90"))).isZero();
  }

  /** How many strange images are the clean one, turned by quarters or mirrored. */
  private static long strangeMountings(Invariance invariance) {
    ImageSource mounted = VariedImages.inAllWays(CLEAN, Invariance.of("mirror,rotate90"));
    List<float[]> mountings = IntStream.range(0, 8).mapToObj(i -> row(mounted, i)).toList();
    LabelledTransform draw = new StrangeImages(CLEAN, invariance).strangeOrClean();
    SplittableRandom random = new SplittableRandom(1);
    float[] row = new float[SHAPE.pixels()];
    return IntStream.range(0, 2000)
        .filter(
            i ->
                draw.apply(CLEAN.image(0), random, row)
                    && mountings.stream().anyMatch(other -> near(row, other)))
        .count();
  }

  private static float[] row(ImageSource images, int index) {
    float[] row = new float[SHAPE.pixels()];
    images.image(index).toUnit(row, 0);
    return row;
  }

  private static boolean near(float[] a, float[] b) {
    return IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i] - b[i]) < 1e-5);
  }
}
