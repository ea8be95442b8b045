package dev.surprisal.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfBlocksTest {
  private static final String ESC = "\u001b[";

  private final HalfBlocks blocks = new HalfBlocks();

  /** By xterm's table: 16 is black, 231 white, 244 is the grey 128, 232 the grey 8. */
  @Test
  void characterShowsAPixelAndTheOneBelow() throws IOException {
    byte[] png = png(new int[][] {{0, 255}, {128, 8}, {255, 255}});

    assertThat(blocks.draw(List.of(png)))
        .containsExactly(
            "  " + ESC + "38;5;16;48;5;244m▀" + ESC + "38;5;231;48;5;232m▀" + ESC + "0m",
            "  " + ESC + "38;5;231;49m▀▀" + ESC + "0m");
  }

  @Test
  void picturesOfDifferentHeightsStandSideBySide() throws IOException {
    List<byte[]> pngs = List.of(png(new int[2][1]), png(new int[4][1]));

    assertThat(blocks.draw(pngs))
        .containsExactly(
            "  "
                + ESC
                + "38;5;16;48;5;16m▀"
                + ESC
                + "0m  "
                + ESC
                + "38;5;16;48;5;16m▀"
                + ESC
                + "0m",
            "  " + ESC + "0m " + ESC + "0m  " + ESC + "38;5;16;48;5;16m▀" + ESC + "0m");
  }

  @Test
  void threePicturesFitATerminalOf80Columns() throws IOException {
    byte[] large = png(new int[128][128]);

    List<String> lines = blocks.draw(List.of(large, large, large));

    assertThat(lines)
        .hasSize(12)
        .allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[[0-9;]*m", "")).hasSize(3 * 26));
  }

  @Test
  void whatIsNoPictureIsNotDrawn() {
    assertThat(blocks.draw(List.of(new byte[] {1, 2}))).isEmpty();
    assertThat(blocks.draw(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "3, 16", "4, 232", "12, 232", "14, 233", "238, 255", "246, 255", "247, 231"})
  void greyGetsTheNearestColour(int grey, int colour) {
    assertThat(HalfBlocks.colour(grey)).isEqualTo(colour);
  }

  private static byte[] png(int[][] rows) throws IOException {
    BufferedImage image =
        new BufferedImage(rows[0].length, rows.length, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        image.getRaster().setSample(x, y, 0, rows[y][x]);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
