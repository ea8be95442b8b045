package dev.surprisal.trainer.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Dots in a plane. */
public final class Scatter {
  /** Ten distinguishable colours, in the order of the labels. */
  public static final List<Color> COLOURS =
      Stream.of(
              0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f,
              0xbcbd22, 0x17becf)
          .map(Color::new)
          .toList();

  private static final int SIDE = 640;
  private static final int MARGIN = 24;
  private static final double DOT = 5;

  /** Share of the dots that may lie outside the picture, so that outliers do not shrink it. */
  private static final double CUT = 0.002;

  private Scatter() {}

  /**
   * @param points {@code [n][2]}
   * @param labels one a point at least, for the colours
   */
  static BufferedImage of(double[][] points, Optional<int[]> labels) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, SIDE, SIDE);
    double[] x = range(points, 0);
    double[] y = range(points, 1);
    graphics.setColor(new Color(0xdd, 0xdd, 0xdd));
    graphics.drawLine((int) place(0, x), 0, (int) place(0, x), SIDE);
    graphics.drawLine(0, (int) (SIDE - place(0, y)), SIDE, (int) (SIDE - place(0, y)));
    for (int i = 0; i < points.length; i++) {
      Color colour = COLOURS.get(labels.isPresent() ? labels.get()[i] % COLOURS.size() : 0);
      graphics.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 150));
      double left = place(points[i][0], x) - DOT / 2;
      double top = SIDE - place(points[i][1], y) - DOT / 2;
      graphics.fill(new Ellipse2D.Double(left, top, DOT, DOT));
    }
    graphics.dispose();
    return picture;
  }

  private static double[] range(double[][] points, int axis) {
    double[] sorted = Arrays.stream(points).mapToDouble(p -> p[axis]).sorted().toArray();
    int cut = (int) (CUT * sorted.length);
    double low = sorted[cut];
    double high = sorted[sorted.length - 1 - cut];
    return high > low ? new double[] {low, high} : new double[] {low - 1, high + 1};
  }

  private static double place(double value, double[] range) {
    return MARGIN + (SIDE - 2.0 * MARGIN) * (value - range[0]) / (range[1] - range[0]);
  }
}
