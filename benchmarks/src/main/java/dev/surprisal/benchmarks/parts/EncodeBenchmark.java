package dev.surprisal.benchmarks.parts;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An alarm's picture to a PNG file, ours beside the JDK's writer, both kept. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodeBenchmark {
  private static final int IMAGES = 256;

  private final GrayImage[] images = new GrayImage[IMAGES];
  private final PngEncoder encoder = new PngEncoder();
  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
  private int next;

  @Setup
  public void digits() {
    byte[][] raw = Digits.test(Path.of(System.getProperty("surprisal.data", "data")), IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      images[i] = GrayImage.of(new ImageShape(28, 28), raw[i]);
    }
  }

  @Benchmark
  public byte[] ours() {
    return encoder.encode(image());
  }

  @Benchmark
  public byte[] imageIo() throws IOException {
    GrayImage image = image();
    int side = image.shape().width();
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, side, side, image.toBytes());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(picture);
    }
    return bytes.toByteArray();
  }

  private GrayImage image() {
    next = (next + 1) % IMAGES;
    return images[next];
  }

  @TearDown
  public void close() {
    encoder.close();
    writer.dispose();
  }
}
