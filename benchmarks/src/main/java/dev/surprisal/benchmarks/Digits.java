package dev.surprisal.benchmarks;

import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import java.nio.file.Path;

/** MNIST's test digits as bytes. */
public final class Digits {
  private Digits() {}

  /** The first {@code n}, {@code [n][784]}. */
  public static byte[][] test(Path data, int n) {
    ImageSource source = ImageFiles.open(data.resolve("mnist/t10k-images-idx3-ubyte.gz"));
    byte[][] images = new byte[n][];
    for (int i = 0; i < n; i++) {
      images[i] = source.image(i).toBytes();
    }
    return images;
  }
}
