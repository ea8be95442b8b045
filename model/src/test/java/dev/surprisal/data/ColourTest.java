package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colour is said to be converted; grey in three channels is no colour. */
class ColourTest {
  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  private ImageSource open(Path path, long kept) throws IOException {
    ReadOptions options = new ReadOptions(false, ImageDecoder.FULL_WHITE, notices::add);
    return Files.isDirectory(path)
        ? ImageFolder.open(path, options, kept)
        : ImageFiles.open(path, options);
  }

  private Path write(String name, String format, int type, int low, int high) throws IOException {
    BufferedImage picture = new BufferedImage(16, 16, type);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, i < 128 ? low : high);
    }
    Path file = folder.resolve(name);
    ImageIO.write(picture, format, file.toFile());
    return file;
  }

  @Test
  void coloursAreCountedAndGreyInThreeChannelsIsNot() throws IOException {
    write("a-grey.png", "png", BufferedImage.TYPE_BYTE_GRAY, 0x202020, 0xc0c0c0);
    write("b-grey-rgb.png", "png", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc0c0c0);
    write("c-red.png", "png", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc02020);
    write("d-palette.png", "png", BufferedImage.TYPE_BYTE_INDEXED, 0x000000, 0x00ff00);
    write("e-grey.jpg", "jpg", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc0c0c0);
    write("f-blue.jpg", "jpg", BufferedImage.TYPE_INT_RGB, 0x202020, 0x2020e0);

    for (long kept : new long[] {1 << 20, 0}) {
      ImageSource source = open(folder, kept);

      assertThat(source.inColour()).isEqualTo(3);
      assertThat(source.inColour(2)).isTrue();
      assertThat(source.inColour(1)).isFalse();
      assertThat(source.where(i -> i > 2).inColour()).isEqualTo(2);
      assertThat(source.slice(0, 2).inColour()).isZero();
      assertThat(source.slice(2, 2).inColour()).isEqualTo(2);
    }
    assertThat(notices)
        .hasSize(2)
        .allMatch(line -> line.endsWith(": 3 of 6 are in colour; only the grey values are used"));
  }

  @Test
  void onePictureSaysSoToo() throws IOException {
    Path red = write("red.png", "png", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc02020);

    assertThat(open(red, 0).inColour()).isEqualTo(1);
    assertThat(notices)
        .containsExactly(red + ": 1 of 1 is in colour; only the grey values are used");
  }

  @Test
  void aTingeIsNoColour() throws IOException {
    write("grey.png", "png", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc0c0d0);
    write("grey.jpg", "jpg", BufferedImage.TYPE_INT_RGB, 0x202020, 0xc0c0d0);

    assertThat(open(folder, 0).inColour()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 1"})
  void oneInAHundredPixelsMayBeColoured(int red, int inColour) throws IOException {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < red; i++) {
      picture.setRGB(i, 5, 0xff0000);
    }
    Path file = folder.resolve("dots.png");
    ImageIO.write(picture, "png", file.toFile());

    assertThat(open(file, 0).inColour()).isEqualTo(inColour);
  }

  /**
   * A square at the corner of 160x160: a few pixels of red; more of it; and two colours of which
   * JPEG's one or other difference from grey is none.
   */
  @ParameterizedTest
  @CsvSource({"8, 0xff2020, 0", "48, 0xff2020, 1", "48, 0xc83265, 1", "48, 0x4a32c8, 1"})
  void eitherDifferenceOfAJpegMayBeItsColour(int side, String colour, int inColour)
      throws IOException {
    BufferedImage picture = new BufferedImage(160, 160, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 160 * 160; i++) {
      boolean within = i % 160 < side && i / 160 < side;
      picture.setRGB(i % 160, i / 160, within ? Integer.decode(colour) : 0x202020);
    }
    Path file = folder.resolve("square.jpg");
    ImageIO.write(picture, "jpg", file.toFile());

    assertThat(open(file, 0).inColour()).isEqualTo(inColour);
  }

  /** Red that is fully transparent is shown as white; as little as one part of opacity shows it. */
  @Test
  void aColourThatCannotBeSeenIsNone() throws IOException {
    Path clear = write("clear.png", "png", BufferedImage.TYPE_INT_ARGB, 0xff202020, 0x00ff0000);
    Path faint = write("faint.png", "png", BufferedImage.TYPE_INT_ARGB, 0xff202020, 0x01ff0000);
    Path palette = folder.resolve("palette.png");
    byte[] red = {32, (byte) 255};
    byte[] others = {32, 0};
    IndexColorModel colours = new IndexColorModel(1, 2, red, others, others, 1);
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_BINARY, colours);
    int[] half = new int[128];
    Arrays.fill(half, 1);
    picture.getRaster().setSamples(0, 8, 16, 8, 0, half);
    ImageIO.write(picture, "png", palette.toFile());

    assertThat(open(clear, 0).inColour()).isZero();
    assertThat(open(faint, 0).inColour()).isEqualTo(1);
    assertThat(open(palette, 0).inColour()).isZero();
  }

  @Test
  void greyIsSilent() throws IOException {
    open(write("g.png", "png", BufferedImage.TYPE_BYTE_GRAY, 0x202020, 0xc0c0c0), 0);

    assertThat(notices).isEmpty();
  }
}
