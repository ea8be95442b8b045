package dev.surprisal.benchmarks.parts;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A record's bytes to an image. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
  private static final int IMAGES = 256;

  @Param({"raw", "png"})
  public String format;

  private final byte[][] values = new byte[IMAGES][];
  private ImageDecoder decoder;
  private int next;

  @Setup
  public void digits() {
    ImageShape shape = new ImageShape(28, 28);
    byte[][] raw = Digits.test(Path.of(System.getProperty("surprisal.data", "data")), IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      values[i] = format.equals("raw") ? raw[i] : PngEncoder.encodeOne(GrayImage.of(shape, raw[i]));
    }
    decoder = new ImageDecoder(shape, false);
  }

  @Benchmark
  public Decoded decode() {
    next = (next + 1) % IMAGES;
    return decoder.decode(values[next], Optional.empty());
  }
}
