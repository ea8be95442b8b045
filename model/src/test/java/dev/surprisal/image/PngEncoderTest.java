package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PngEncoderTest {
  @Test
  void anotherReaderSeesTheSamePixels() throws IOException {
    GrayImage image = GrayImage.of(new ImageShape(2, 3), PngFile.bytes(0, 1, 127, 128, 254, 255));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngEncoder.encodeOne(image)));
    assertThat(read.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(read.getRaster().getPixels(0, 0, 3, 2, (int[]) null))
        .containsExactly(0, 1, 127, 128, 254, 255);
  }

  @Test
  void pixelsThatCannotBePressedFit() {
    ImageShape shape = new ImageShape(700, 1000);
    byte[] noise = new byte[shape.pixels()];
    new Random(1).nextBytes(noise);
    GrayImage image = GrayImage.of(shape, noise);
    assertThat(new ImageDecoder(shape, false).decode(PngEncoder.encodeOne(image), Optional.empty()))
        .isEqualTo(new Decoded.Image(image));
  }

  @Test
  void oneEncoderWritesManyFiles() {
    GrayImage dark = GrayImage.of(new ImageShape(2, 2), new byte[4]);
    GrayImage bright = GrayImage.of(new ImageShape(1, 3), PngFile.bytes(255, 254, 253));
    try (PngEncoder encoder = new PngEncoder()) {
      byte[] first = encoder.encode(dark);
      assertThat(encoder.encode(bright)).isEqualTo(PngEncoder.encodeOne(bright));
      assertThat(encoder.encode(dark)).isEqualTo(first);
    }
  }

  @Property(tries = 200)
  void whatWasEncodedIsDecoded(@ForAll("images") GrayImage image) {
    assertThat(
            new ImageDecoder(image.shape(), false)
                .decode(PngEncoder.encodeOne(image), Optional.empty()))
        .isEqualTo(new Decoded.Image(image));
  }

  @Provide
  Arbitrary<GrayImage> images() {
    Arbitrary<ImageShape> shapes =
        Combinators.combine(
                Arbitraries.integers().between(1, 40), Arbitraries.integers().between(1, 40))
            .as(ImageShape::new);
    return shapes.flatMap(
        shape ->
            Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(shape.pixels())
                .map(pixels -> GrayImage.of(shape, pixels)));
  }
}
