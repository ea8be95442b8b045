package dev.surprisal.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, and so how a viewer turns its picture. Source: Exif 2.32 (CIPA DC-008),
 * tag 0112; the order of the constants is the tag's values from 1 on.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  FLIPPED(false, true, false),
  TRANSPOSED(true, false, false),
  TURNED_RIGHT(true, true, false),
  TRANSVERSED(true, true, true),
  TURNED_LEFT(true, false, true);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  private final boolean swapped;
  private final boolean rowsReversed;
  private final boolean columnsReversed;

  /**
   * @param swapped whether rows become columns
   * @param rowsReversed whether the stored rows are then counted from the bottom
   * @param columnsReversed whether the stored columns are then counted from the right
   */
  Orientation(boolean swapped, boolean rowsReversed, boolean columnsReversed) {
    this.swapped = swapped;
    this.rowsReversed = rowsReversed;
    this.columnsReversed = columnsReversed;
  }

  /**
   * Reads the tag of an Exif segment; {@link #UPRIGHT} if there is none, or the segment is broken,
   * as viewers do.
   *
   * @param tiff the segment from its TIFF header on
   */
  static Orientation ofExif(ByteBuffer tiff) {
    if (tiff.capacity() < 8) {
      return UPRIGHT;
    }
    boolean little = tiff.get(0) == 'I' && tiff.get(1) == 'I';
    tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 0 || directory > tiff.capacity() - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY;
      if (entry > tiff.capacity() - ENTRY) {
        break;
      }
      if (tiff.getShort(entry) == TAG && tiff.getShort(entry + 2) == SHORT) {
        int value = Short.toUnsignedInt(tiff.getShort(entry + 8));
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether height and width change places. */
  boolean swapped() {
    return swapped;
  }

  /**
   * Turns a picture.
   *
   * @param gray {@code [height, width]}, row-major, as stored
   * @return {@code [width, height]} if {@link #swapped()}, else {@code [height, width]}
   */
  byte[] upright(byte[] gray, int height, int width) {
    if (this == UPRIGHT) {
      return gray;
    }
    int rows = swapped ? width : height;
    int columns = swapped ? height : width;
    byte[] turned = new byte[gray.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int y = swapped ? column : row;
        int x = swapped ? row : column;
        int storedRow = rowsReversed ? height - 1 - y : y;
        int storedColumn = columnsReversed ? width - 1 - x : x;
        turned[row * columns + column] = gray[storedRow * width + storedColumn];
      }
    }
    return turned;
  }
}
