package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** No bytes and no content type make the decoder throw: each gives an image or a reason. */
class AnyBytesTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);

  private final ImageDecoder decoder = new ImageDecoder(SHAPE, true);

  @Property
  void anyBytes(
      @ForAll @Size(max = 900) byte[] value, @ForAll("contentTypes") Optional<String> contentType) {
    assertThat(decoder.decode(value, contentType)).isNotNull();
  }

  @Property
  void anyContentType(@ForAll String contentType) {
    assertThat(decoder.decode(new byte[784], Optional.of(contentType))).isNotNull();
  }

  @Property(tries = 400)
  void pngWithAnyBytesChanged(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 8) int flips) {
    byte[] png = PngEncoder.encodeOne(GrayImage.of(SHAPE, new byte[784]));
    assertThat(decoder.decode(changed(png, random, flips), Optional.of("image/png"))).isNotNull();
  }

  @Property(tries = 400)
  void jpegWithAnyBytesChanged(@ForAll Random random, @ForAll @IntRange(min = 1, max = 8) int flips)
      throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
    assertThat(
            decoder.decode(changed(jpeg.toByteArray(), random, flips), Optional.of("image/jpeg")))
        .isNotNull();
  }

  @Property(tries = 400)
  void pngWithAnyHeader(
      @ForAll @IntRange(min = 0, max = 40) int height,
      @ForAll @IntRange(min = 0, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 17) int bits,
      @ForAll @IntRange(min = 0, max = 7) int colorType,
      @ForAll boolean interlaced,
      @ForAll @Size(max = 64) byte[] palette) {
    byte[] png =
        PngFile.header(height, width, bits, colorType, interlaced)
            .chunk("PLTE", palette)
            .chunk("tRNS", palette)
            .lines(new int[40 * 330])
            .end();
    assertThat(decoder.decode(png, Optional.empty())).isNotNull();
  }

  private static byte[] changed(byte[] bytes, Random random, int flips) {
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Provide
  Arbitrary<Optional<String>> contentTypes() {
    return Arbitraries.of("image/png", "image/jpeg", "application/octet-stream", "x").optional();
  }
}
