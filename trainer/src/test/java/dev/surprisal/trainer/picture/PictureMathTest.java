package dev.surprisal.trainer.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureMathTest {
  @ParameterizedTest
  @CsvSource({"0.5,0", "0.975,1.959964", "0.025,-1.959964", "0.8413447,1", "0.001,-3.090232"})
  void quantilesAreThoseOfTheTables(double p, double expected) {
    assertThat(StandardNormal.quantile(p)).isCloseTo(expected, within(5e-4));
  }

  @Test
  void principalPlaneKeepsTheWidestDirections() {
    // Deviations 10 along (0, 1, 0, 0) and 3 along (0, 0, 0, 1), 0.1 elsewhere.
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> points = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      points.add(
          new float[] {
            (float) (0.1 * random.nextGaussian()),
            (float) (7 + 10 * random.nextGaussian()),
            (float) (0.1 * random.nextGaussian()),
            (float) (3 * random.nextGaussian())
          });
    }

    double[][] plane = Principal.plane(points);

    for (int i = 0; i < 20; i++) {
      assertThat(Math.abs(plane[i][0])).isCloseTo(Math.abs(points.get(i)[1] - 7), within(1.0));
      assertThat(Math.abs(plane[i][1])).isCloseTo(Math.abs(points.get(i)[3]), within(0.5));
    }
  }

  @Test
  void gifHasEachFrame() throws IOException {
    BufferedImage black = new BufferedImage(8, 6, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage white = new BufferedImage(8, 6, BufferedImage.TYPE_BYTE_GRAY);
    white.setRGB(3, 2, 0xffffff);

    byte[] gif = Animation.gif(List.of(black, white, black));

    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(reader.read(1).getRGB(3, 2) & 0xffffff).isEqualTo(0xffffff);
      assertThat(reader.read(2).getRGB(3, 2) & 0xffffff).isZero();
    }
  }
}
