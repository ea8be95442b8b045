package dev.surprisal.trainer.distort;

import dev.surprisal.image.ImageShape;

/**
 * An affine distortion about the image's centre, kept as its inverse.
 *
 * @param rowFromRow the inverse's 2×2 matrix, row by row
 * @param shiftRows in pixels, downwards
 * @param shiftColumns in pixels, to the right
 */
public record Affine(
    ImageShape shape,
    double rowFromRow,
    double rowFromColumn,
    double columnFromRow,
    double columnFromColumn,
    double shiftRows,
    double shiftColumns)
    implements CoordinateMap {

  /** Turns counter-clockwise. */
  public static Affine rotation(ImageShape shape, double degrees) {
    return of(shape, degrees, 1, 1, 0, 0, 0);
  }

  /** Moves by pixels, fractions included. */
  public static Affine shift(ImageShape shape, double rows, double columns) {
    return of(shape, 0, 1, 1, 0, rows, columns);
  }

  /** Rotates, scales each axis, then shears columns by rows. */
  public static Affine of(
      ImageShape shape,
      double degrees,
      double scaleRows,
      double scaleColumns,
      double shear,
      double shiftRows,
      double shiftColumns) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    return new Affine(
        shape,
        cos / scaleRows,
        (sin - cos * shear) / scaleColumns,
        -sin / scaleRows,
        (cos + sin * shear) / scaleColumns,
        shiftRows,
        shiftColumns);
  }

  @Override
  public void sourceOf(double row, double column, double[] source) {
    double centerRow = (shape.height() - 1) / 2.0;
    double centerColumn = (shape.width() - 1) / 2.0;
    double r = row - centerRow - shiftRows;
    double c = column - centerColumn - shiftColumns;
    source[0] = rowFromRow * r + rowFromColumn * c + centerRow;
    source[1] = columnFromRow * r + columnFromColumn * c + centerColumn;
  }
}
