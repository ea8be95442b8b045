package dev.surprisal.image;

/** Brings an image to another size by area averaging, which neither aliases nor overshoots. */
final class Resize {
  private Resize() {}

  /** {@code [height, width]} to {@code shape}, row-major. */
  static byte[] area(byte[] gray, int height, int width, ImageShape shape) {
    byte[] resized = new byte[shape.pixels()];
    double dy = (double) height / shape.height();
    double dx = (double) width / shape.width();
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        double mean = mean(gray, width, row * dy, (row + 1) * dy, column * dx, (column + 1) * dx);
        resized[row * shape.width() + column] = (byte) Math.round(mean);
      }
    }
    return resized;
  }

  private static double mean(
      byte[] gray, int width, double top, double bottom, double left, double right) {
    double sum = 0;
    double weights = 0;
    int rows = Math.min((int) Math.ceil(bottom - 1e-9), gray.length / width);
    int columns = Math.min((int) Math.ceil(right - 1e-9), width);
    for (int y = (int) top; y < rows; y++) {
      double wy = Math.min(bottom, y + 1) - Math.max(top, y);
      for (int x = (int) left; x < columns; x++) {
        double w = wy * (Math.min(right, x + 1) - Math.max(left, x));
        sum += w * (gray[y * width + x] & 0xff);
        weights += w;
      }
    }
    return sum / weights;
  }
}
