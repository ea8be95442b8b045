package dev.surprisal.trainer.command;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * Pictures of one bright bar each on a noisy ground.
 *
 * @param first column of the first bar, or row if they lie
 * @param places where a bar may be, from the first on
 * @param ground the grey that the ground stays below
 */
record Bars(int first, int places, boolean lying, int ground) {
  static final ImageShape SHAPE = new ImageShape(8, 8);

  GrayImage next(RandomGenerator random) {
    byte[] pixels = new byte[SHAPE.pixels()];
    int bar = first + random.nextInt(places);
    for (int k = 0; k < pixels.length; k++) {
      boolean on = (lying ? k / SHAPE.width() : k % SHAPE.width()) == bar;
      pixels[k] = (byte) (on ? 200 : random.nextInt(ground));
    }
    return GrayImage.of(SHAPE, pixels);
  }

  void writeTo(Path folder, int images, RandomGenerator random) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < images; i++) {
      Files.write(folder.resolve("%05d.png".formatted(i)), PngEncoder.encodeOne(next(random)));
    }
  }
}
