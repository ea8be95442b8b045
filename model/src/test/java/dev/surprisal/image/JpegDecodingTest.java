package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** JPEG loses a little, so pixels are compared within what its quantisation leaves. */
class JpegDecodingTest {
  private static final ImageShape SHAPE = new ImageShape(8, 16);
  private static final Offset<Integer> QUANTISATION = Offset.offset(3);

  @Test
  void grayJpegKeepsItsGrayValues() throws IOException {
    BufferedImage picture = picture(BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        picture.getRaster().setSample(x, y, 0, x < 8 ? 30 : 128);
      }
    }
    GrayImage image = decode(jpeg(picture));
    assertThat(image.pixel(4, 3)).isCloseTo(30, QUANTISATION);
    assertThat(image.pixel(4, 12)).isCloseTo(128, QUANTISATION);
  }

  @Test
  void colourJpegBecomesLuma() throws IOException {
    BufferedImage picture = picture(BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        picture.setRGB(x, y, 0xc86432);
      }
    }
    // 0.299 × 200 + 0.587 × 100 + 0.114 × 50 = 124.2
    assertThat(decode(jpeg(picture)).pixel(4, 4)).isCloseTo(124, QUANTISATION);
  }

  @Test
  void jpegWithoutItsEndIsNoException() throws IOException {
    byte[] jpeg = jpeg(picture(BufferedImage.TYPE_BYTE_GRAY));
    ImageDecoder decoder = new ImageDecoder(SHAPE, false);
    for (int length = 3; length < jpeg.length; length++) {
      Decoded decoded = decoder.decode(Arrays.copyOf(jpeg, length), Optional.empty());
      assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    }
  }

  private static BufferedImage picture(int type) {
    return new BufferedImage(16, 8, type);
  }

  private static byte[] jpeg(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static GrayImage decode(byte[] value) {
    Decoded decoded = new ImageDecoder(SHAPE, false).decode(value, Optional.empty());
    assertThat(decoded).isInstanceOf(Decoded.Image.class);
    return ((Decoded.Image) decoded).image();
  }
}
