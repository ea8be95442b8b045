package dev.surprisal.image;

import java.io.IOException;

/**
 * Every PNG file's pixels as grey values: all colour types, sample sizes and interlacing. One
 * decoder for all, so that the same pixels give the same image however they are stored. One per
 * thread.
 */
final class PngDecoder {
  /** Adam7's passes: first row, first column, row step, column step. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {0, 4, 8, 8}, {4, 0, 8, 4}, {0, 2, 4, 4}, {2, 0, 4, 2}, {0, 1, 2, 2}, {1, 0, 2, 1}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private final PngRows rows = new PngRows();
  private int colourful;

  /**
   * The pixels, row-major, as a viewer shows them on a white page.
   *
   * @param whiteLevel the 16-bit sample that is shown as white
   * @throws IOException if there is not exactly one value for each pixel
   */
  byte[] read(PngChunks png, int whiteLevel, TimeBudget time) throws IOException {
    int width = png.width();
    int height = png.height();
    byte[] gray = new byte[width * height];
    PngSamples samples = new PngSamples(png, whiteLevel);
    rows.open(png, time);
    for (int[] pass : png.interlaced() ? PASSES : WHOLE) {
      int passRows = (height - pass[0] + pass[2] - 1) / pass[2];
      int passColumns = (width - pass[1] + pass[3] - 1) / pass[3];
      if (passRows > 0 && passColumns > 0) {
        rows.read(
            passRows,
            samples.bytes(passColumns),
            (row, lines, at) ->
                samples.toGray(
                    lines,
                    at,
                    passColumns,
                    gray,
                    (pass[0] + row * pass[2]) * width + pass[1],
                    pass[3]));
      }
    }
    rows.expectEnd();
    colourful = samples.colourful();
    return gray;
  }

  /** How many pixels of the last picture are in colour. */
  int colourful() {
    return colourful;
  }
}
