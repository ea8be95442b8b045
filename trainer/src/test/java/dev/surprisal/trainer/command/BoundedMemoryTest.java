package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole training, in a JVM of its own, on more bytes of pixels than its heap holds. */
class BoundedMemoryTest {
  private static final int HEAP_MIB = 64;
  private static final ImageShape SHAPE = new ImageShape(64, 64);
  private static final int IMAGES = (HEAP_MIB << 20) / SHAPE.pixels() + 100;

  @TempDir Path folder;

  @Test
  void folderLargerThanTheHeap() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(images.resolve(i + ".png"), PngEncoder.encodeOne(GrayImage.of(SHAPE, pixels(i))));
    }

    expectTrained(images);
  }

  private void expectTrained(Path images) throws IOException, InterruptedException {
    Path few = new SyntheticImages(SHAPE, 20, 1).writeTo(folder.resolve("few.idx"));
    Path output = folder.resolve("output");
    List<String> words = new ArrayList<>();
    Collections.addAll(
        words,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + HEAP_MIB + "m",
        "-cp",
        System.getProperty("java.class.path"),
        Trainer.class.getName());
    Collections.addAll(words, "train", "--data", images.toString(), "--test", few.toString());
    Collections.addAll(words, "--out", folder.resolve("model").toString());
    Collections.addAll(words, "--preset", "mlp-bn", "--epochs", "1", "--batch", "100");

    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();

    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(folder.resolve("model/bundle.json")).exists();
  }

  /** One half of the image in one shade, the other in its opposite. */
  private static byte[] pixels(int index) {
    byte[] pixels = new byte[SHAPE.pixels()];
    byte shade = (byte) new SplittableRandom(index).nextInt(256);
    Arrays.fill(pixels, 0, pixels.length / 2, shade);
    Arrays.fill(pixels, pixels.length / 2, pixels.length, (byte) ~shade);
    return pixels;
  }
}
