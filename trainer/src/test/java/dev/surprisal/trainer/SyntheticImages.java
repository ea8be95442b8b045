package dev.surprisal.trainer;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Bright bars on black, one of a few places each, with a little noise: learnt within seconds. */
public record SyntheticImages(ImageShape shape, int size, long seed) implements ImageSource {
  @Override
  public GrayImage image(int index) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
    byte[] pixels = new byte[shape.pixels()];
    int bar = random.nextInt(shape.width());
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextInt(30) + (i % shape.width() == bar ? 200 : 0));
    }
    return GrayImage.of(shape, pixels);
  }

  @Override
  public String name() {
    return "synthetic";
  }

  /** Writes the images as an IDX3 file. */
  public Path writeTo(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(2051);
      out.writeInt(size);
      out.writeInt(shape.height());
      out.writeInt(shape.width());
      for (int i = 0; i < size; i++) {
        out.write(image(i).toBytes());
      }
    }
    return file;
  }
}
