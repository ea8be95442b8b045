package dev.surprisal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures as cameras and editors write them look as another reader shows them: Pillow 9.4 with
 * libjpeg-turbo 2.1.5. {@code golden/make.py} made both the pictures and what it shows.
 */
class GoldenPicturesTest {
  /** Two readers round colours differently; a wrong colour space differs by tens. */
  private static final int ROUNDING = 2;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gray.jpg",
        "colour.jpg",
        "half-chroma.jpg",
        "progressive.jpg",
        "rgb.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "restarts.jpg",
        "no-jfif.jpg",
        "jfif-revision.jpg",
        "broken-profile.jpg",
        "broken-exif.jpg",
        "stray-restart.jpg",
        "padded.jpg",
        "trailing.jpg",
        "orientation-1.jpg",
        "orientation-2.jpg",
        "orientation-3.jpg",
        "orientation-4.jpg",
        "orientation-5.jpg",
        "orientation-6.jpg",
        "orientation-7.jpg",
        "orientation-8.jpg",
        "one-bit.png",
        "rgb.png",
        "rgb-clear.png",
        "palette.png",
        "palette-clear.png",
        "gray-alpha.png",
        "black-on-clear.png"
      })
  void looksAsAnotherReaderShowsIt(String name) throws IOException {
    ByteBuffer expected = ByteBuffer.wrap(resource(name + ".gray"));
    ImageShape shape = new ImageShape(expected.getShort(), expected.getShort());

    Decoded decoded = new ImageDecoder(shape, false).decode(resource(name), Optional.empty());

    assertThat(decoded).isInstanceOf(Decoded.Image.class);
    byte[] got = ((Decoded.Image) decoded).image().toBytes();
    int[] differences = new int[got.length];
    Arrays.setAll(differences, i -> Math.abs((got[i] & 0xff) - (expected.get(4 + i) & 0xff)));
    assertThat(Arrays.stream(differences).max().orElseThrow()).isLessThanOrEqualTo(ROUNDING);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = GoldenPicturesTest.class.getResourceAsStream("golden/" + name)) {
      return in.readAllBytes();
    }
  }
}
