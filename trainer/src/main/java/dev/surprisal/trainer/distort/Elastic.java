package dev.surprisal.trainer.distort;

import dev.surprisal.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * A smooth random displacement followed by another map. The displacements at the knots of a coarse
 * grid are normal; between them they are interpolated bilinearly.
 */
final class Elastic implements CoordinateMap {
  private final CoordinateMap then;
  private final int knots;
  private final double rowsToKnots;
  private final double columnsToKnots;
  private final double[] rowShifts;
  private final double[] columnShifts;

  /**
   * @param knots of the grid along each side, at least 2
   * @param sigma of each knot's displacement, in pixels
   * @param then maps the displaced point on
   */
  Elastic(ImageShape shape, int knots, double sigma, RandomGenerator random, CoordinateMap then) {
    this.then = then;
    this.knots = knots;
    this.rowsToKnots = (knots - 1.0) / Math.max(1, shape.height() - 1);
    this.columnsToKnots = (knots - 1.0) / Math.max(1, shape.width() - 1);
    this.rowShifts = new double[knots * knots];
    this.columnShifts = new double[knots * knots];
    for (int i = 0; i < rowShifts.length; i++) {
      rowShifts[i] = sigma * random.nextGaussian();
      columnShifts[i] = sigma * random.nextGaussian();
    }
  }

  @Override
  public void sourceOf(double row, double column, double[] source) {
    double r = row * rowsToKnots;
    double c = column * columnsToKnots;
    then.sourceOf(row + between(rowShifts, r, c), column + between(columnShifts, r, c), source);
  }

  private double between(double[] shifts, double row, double column) {
    int r = Math.min((int) row, knots - 2);
    int c = Math.min((int) column, knots - 2);
    double dr = row - r;
    double dc = column - c;
    int i = r * knots + c;
    return (1 - dr) * ((1 - dc) * shifts[i] + dc * shifts[i + 1])
        + dr * ((1 - dc) * shifts[i + knots] + dc * shifts[i + knots + 1]);
  }
}
