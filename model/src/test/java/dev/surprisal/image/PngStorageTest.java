package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

/** The same pixels are the same image, however a PNG file stores them. */
class PngStorageTest {
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {0, 4, 8, 8}, {4, 0, 8, 4}, {0, 2, 4, 4}, {2, 0, 4, 2}, {0, 1, 2, 2}, {1, 0, 2, 1}
  };

  @Property(tries = 200)
  void everyWayToStoreGreyIsTheSameImage(
      @ForAll @IntRange(min = 1, max = 11) int height,
      @ForAll @IntRange(min = 1, max = 11) int width,
      @ForAll @IntRange(min = 0, max = 3) int depth,
      @ForAll boolean interlaced,
      @ForAll Random random) {
    int bits = 1 << depth;
    int[] samples = random.ints((long) height * width, 0, 1 << bits).toArray();
    int scale = 255 / ((1 << bits) - 1);
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (samples[i] * scale);
    }
    ImageShape shape = new ImageShape(height, width);
    Decoded expected = new Decoded.Image(GrayImage.of(shape, pixels));
    byte[] palette = new byte[3 << bits];
    for (int i = 0; i < palette.length; i++) {
      palette[i] = (byte) (i / 3 * scale);
    }

    expect(expected, file(shape, bits, PngFile.GRAY, interlaced, (i, c) -> samples[i]).end());
    expect(
        expected,
        file(shape, 16, PngFile.GRAY, interlaced, (i, c) -> (pixels[i] & 0xff) * 257).end());
    expect(expected, file(shape, 8, PngFile.RGB, interlaced, (i, c) -> pixels[i] & 0xff).end());
    expect(
        expected,
        file(shape, 8, PngFile.RGBA, interlaced, (i, c) -> c == 3 ? 255 : pixels[i] & 0xff).end());
    expect(
        expected,
        file(
                shape,
                16,
                PngFile.GRAY_ALPHA,
                interlaced,
                (i, c) -> c == 1 ? 65_535 : (pixels[i] & 0xff) * 257)
            .end());
    PngFile indexed =
        PngFile.header(height, width, bits, PngFile.PALETTE, interlaced).chunk("PLTE", palette);
    expect(expected, lines(indexed, shape, bits, 1, interlaced, (i, c) -> samples[i]).end());
  }

  /** The JDK's reader is the other implementation. */
  @Property(tries = 200)
  void coloursAreThoseOfTheJdk(
      @ForAll @IntRange(min = 1, max = 11) int height,
      @ForAll @IntRange(min = 1, max = 11) int width,
      @ForAll boolean interlaced,
      @ForAll Random random)
      throws IOException {
    ImageShape shape = new ImageShape(height, width);
    int[] samples = random.ints(3L * shape.pixels(), 0, 256).toArray();
    byte[] png = file(shape, 8, PngFile.RGB, interlaced, (i, c) -> samples[3 * i + c]).end();
    BufferedImage other = ImageIO.read(new ByteArrayInputStream(png));

    GrayImage image = ((Decoded.Image) decode(shape, png)).image();

    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int rgb = other.getRGB(column, row);
        double luma = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
        assertThat((double) image.pixel(row, column)).isCloseTo(luma, Offset.offset(0.501));
      }
    }
  }

  private static void expect(Decoded expected, byte[] png) {
    assertThat(decode(((Decoded.Image) expected).image().shape(), png)).isEqualTo(expected);
  }

  private static Decoded decode(ImageShape shape, byte[] png) {
    return new ImageDecoder(shape, false).decode(png, Optional.of("image/png"));
  }

  /**
   * @param sample of a pixel's index and a channel
   */
  private static PngFile file(
      ImageShape shape, int bits, int type, boolean interlaced, IntBinaryOperator sample) {
    int channels =
        switch (type) {
          case PngFile.RGB -> 3;
          case PngFile.GRAY_ALPHA -> 2;
          case PngFile.RGBA -> 4;
          default -> 1;
        };
    PngFile file = PngFile.header(shape.height(), shape.width(), bits, type, interlaced);
    return lines(file, shape, bits, channels, interlaced, sample);
  }

  private static PngFile lines(
      PngFile file,
      ImageShape shape,
      int bits,
      int channels,
      boolean interlaced,
      IntBinaryOperator sample) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] pass : interlaced ? ADAM7 : new int[][] {{0, 0, 1, 1}}) {
      if (pass[1] >= shape.width()) {
        continue;
      }
      for (int row = pass[0]; row < shape.height(); row += pass[2]) {
        out.write(0);
        int held = 0;
        int count = 0;
        for (int column = pass[1]; column < shape.width(); column += pass[3]) {
          for (int channel = 0; channel < channels; channel++) {
            int value = sample.applyAsInt(row * shape.width() + column, channel);
            if (bits == 16) {
              out.write(value >> 8);
              out.write(value);
              continue;
            }
            held = held << bits | value;
            count += bits;
            if (count == 8) {
              out.write(held);
              held = 0;
              count = 0;
            }
          }
        }
        if (count > 0) {
          out.write(held << (8 - count));
        }
      }
    }
    return file.chunk("IDAT", PngFile.deflated(out.toByteArray()));
  }
}
