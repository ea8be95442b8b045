package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "0xc3, lossless JPEG",
    "0xc5, hierarchical JPEG",
    "0xc9, JPEG with arithmetic coding",
    "0xca, JPEG with arithmetic coding"
  })
  void kindsThatNoViewerShowsAreNamed(String marker, String kind) throws IOException {
    byte[] jpeg = jpeg(picture(BufferedImage.TYPE_BYTE_GRAY));
    jpeg[frameHeader(jpeg) + 1] = (byte) (int) Integer.decode(marker);

    expectBroken(jpeg, kind);
  }

  @Test
  void twelveBitsASampleAreNamed() throws IOException {
    byte[] jpeg = jpeg(picture(BufferedImage.TYPE_BYTE_GRAY));
    jpeg[frameHeader(jpeg) + 4] = 12;

    expectBroken(jpeg, "12 bits a sample");
  }

  @Test
  void scanParametersThatBaselineDoesNotHaveAreNoMatter() throws IOException {
    byte[] jpeg = jpeg(picture(BufferedImage.TYPE_BYTE_GRAY));
    Decoded expected = new ImageDecoder(SHAPE, false).decode(jpeg, Optional.empty());
    int scan = 0;
    while ((jpeg[scan] & 0xff) != 0xff || (jpeg[scan + 1] & 0xff) != 0xda) {
      scan++;
    }
    // A header of one component: its last three bytes should be 0, 63, 0.
    jpeg[scan + 8] = 0;

    assertThat(new ImageDecoder(SHAPE, false).decode(jpeg, Optional.empty())).isEqualTo(expected);
  }

  @Test
  void restartMarkersWithoutAnIntervalAreABrokenImage() throws IOException {
    BufferedImage picture = picture(BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int i = 0; i < 16 * 8; i++) {
      picture.getRaster().setSample(i % 16, i / 16, 0, random.nextInt(256));
    }
    byte[] jpeg = jpeg(picture);
    int at = jpeg.length - 60;
    byte[] stray = Arrays.copyOf(jpeg, jpeg.length + 2);
    stray[at] = (byte) 0xff;
    stray[at + 1] = (byte) 0xd0;
    System.arraycopy(jpeg, at, stray, at + 2, 60);

    expectBroken(stray, "premature end of data segment");
  }

  private static void expectBroken(byte[] value, String detail) {
    assertThat(new ImageDecoder(SHAPE, false).decode(value, Optional.empty()))
        .isInstanceOfSatisfying(
            Decoded.Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(RejectionReason.BROKEN_IMAGE);
              assertThat(rejected.detail()).contains(detail);
            });
  }

  /** Where marker SOF0 is. */
  private static int frameHeader(byte[] jpeg) {
    int at = 0;
    while ((jpeg[at] & 0xff) != 0xff || (jpeg[at + 1] & 0xff) != 0xc0) {
      at++;
    }
    return at;
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
