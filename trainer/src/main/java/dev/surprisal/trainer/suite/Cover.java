package dev.surprisal.trainer.suite;

/** How much of each pixel a shape covers, 0 to 1; its edge is soft over one pixel. */
@FunctionalInterface
interface Cover {
  double of(int row, int column);

  /**
   * A disc.
   *
   * @param at centre, as row and column
   */
  static Cover disc(double[] at, double radius) {
    return (y, x) -> inside(radius - Math.hypot(y - at[0], x - at[1]));
  }

  /**
   * A rectangle.
   *
   * @param at centre, as row and column
   * @param angle between its length and the picture's rows, in radians
   */
  static Cover bar(double[] at, double angle, double halfLength, double halfWidth) {
    double sin = Math.sin(angle);
    double cos = Math.cos(angle);
    return (y, x) -> {
      double along = (y - at[0]) * sin + (x - at[1]) * cos;
      double across = (y - at[0]) * cos - (x - at[1]) * sin;
      return inside(halfLength - Math.abs(along)) * inside(halfWidth - Math.abs(across));
    };
  }

  /** Share of a pixel that lies inside an outline, {@code depth} pixels from its centre. */
  private static double inside(double depth) {
    return Math.max(0, Math.min(1, depth + .5));
  }
}
