package dev.surprisal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxSumsTest {
  @ParameterizedTest
  @CsvSource({"28,28", "1,1", "5,7", "2,40", "40,2"})
  void windowsHaveTheSumsOfTheirPixels(int height, int width) {
    ImageShape shape = new ImageShape(height, width);
    BoxSums boxes = new BoxSums(shape, 27);
    for (int seed = 1; seed <= 3; seed++) {
      float[] image = image(shape, seed);
      boxes.load(image);
      for (int side = 1; side <= 27; side *= 3) {
        for (int i = 0; i < image.length; i++) {
          assertThat((double) boxes.sums()[boxes.index(i)])
              .as("pixel %d, side %d", i, side)
              .isCloseTo(sum(shape, image, i, side), within(1e-3));
        }
        if (side < 27) {
          boxes.widen(side);
        }
      }
    }
  }

  private static float[] image(ImageShape shape, int seed) {
    Random random = new Random(seed);
    float[] image = new float[shape.pixels()];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat() - 0.5f;
    }
    return image;
  }

  private static double sum(ImageShape shape, float[] image, int pixel, int side) {
    int row = pixel / shape.width();
    int column = pixel % shape.width();
    double sum = 0;
    for (int y = row - side / 2; y <= row + side / 2; y++) {
      for (int x = column - side / 2; x <= column + side / 2; x++) {
        boolean inside = y >= 0 && x >= 0 && y < shape.height() && x < shape.width();
        sum += inside ? image[y * shape.width() + x] : 0;
      }
    }
    return sum;
  }
}
