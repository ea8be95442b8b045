package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Sharpness;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.distort.FloatImage;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharpnessFitTest {
  private static final ImageShape SHAPE = new ImageShape(16, 16);

  private final GaussianMixture density = SharpnessFit.of(new SyntheticImages(SHAPE, 300, 1), 1);

  @Test
  void blurAndGrainExceedWhatNearlyAllFreshCleanImagesHave() {
    double[] clean = nats(UnaryOperator.identity());

    assertThat(share(nats(image -> image.blurred(1)), clean[98])).isGreaterThan(0.9);
    assertThat(share(nats(image -> image.noisy(0.2, new SplittableRandom(1))), clean[98]))
        .isGreaterThan(0.9);
  }

  /** Of a hundred fresh images, sorted. */
  private double[] nats(UnaryOperator<FloatImage> change) {
    SyntheticImages fresh = new SyntheticImages(SHAPE, 100, 2);
    Sharpness sharpness = new Sharpness(SHAPE);
    return IntStream.range(0, 100)
        .mapToObj(i -> change.apply(FloatImage.of(fresh.image(i))).toGray())
        .mapToDouble(image -> density.negativeLogDensity(sharpness.of(image)))
        .sorted()
        .toArray();
  }

  private static double share(double[] values, double threshold) {
    return IntStream.range(0, values.length).filter(i -> values[i] > threshold).count()
        / (double) values.length;
  }
}
