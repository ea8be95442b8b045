package dev.surprisal.trainer.suite;

import static dev.surprisal.trainer.suite.Suite.Category.OTHER_DATA;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Letters and signs drawn in the style of MNIST's digits: strokes about two pixels wide, slanted a
 * little, in a box of 20, centred by mass. Drawn from strokes of our own, since a machine need not
 * have fonts.
 */
final class Glyphs {
  private final List<Path2D> letters;
  private final List<Path2D> signs;

  Glyphs() {
    List<String[]> lines = lines();
    this.letters = lines.stream().filter(l -> l[0].length() == 1).map(Glyphs::path).toList();
    this.signs = lines.stream().filter(l -> l[0].length() > 1).map(Glyphs::path).toList();
  }

  List<Suite> suites() {
    return List.of(
        Suite.of("letters", OTHER_DATA, (p, r) -> draw(letters, p.shape(), r)),
        Suite.of("signs", OTHER_DATA, (p, r) -> draw(signs, p.shape(), r)));
  }

  private static List<String[]> lines() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Glyphs.class.getResourceAsStream("glyphs.txt"), StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).map(l -> l.split(" ", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path2D path(String[] words) {
    Path2D path = new Path2D.Double();
    for (int i = 1; i < words.length; i++) {
      String[] points = words[i].split("\\|", -1);
      for (int k = 0; k < points.length; k++) {
        String[] xy = points[k].split(",", -1);
        double x = Double.parseDouble(xy[0]);
        double y = Double.parseDouble(xy[1]);
        if (k == 0) {
          path.moveTo(x, y);
        } else {
          path.lineTo(x, y);
        }
      }
    }
    return path;
  }

  private static FloatImage draw(List<Path2D> paths, ImageShape shape, RandomGenerator random) {
    Path2D path = paths.get(random.nextInt(paths.size()));
    double unit = Math.min(shape.height(), shape.width()) / 28.0;
    AffineTransform place = new AffineTransform();
    place.translate(shape.width() / 2.0, shape.height() / 2.0);
    place.rotate(random.nextDouble(-.15, .15));
    place.shear(random.nextDouble(-.3, .1), 0);
    double height = random.nextDouble(16, 19) * unit / 14;
    place.scale(height * random.nextDouble(.85, 1.2), height);
    place.translate(-5, -7);
    BufferedImage canvas =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    float width = (float) (random.nextDouble(1.6, 3) * unit);
    pen.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.setColor(Color.WHITE);
    pen.draw(place.createTransformedShape(path));
    pen.dispose();
    byte[] pixels = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    return centered(FloatImage.of(GrayImage.of(shape, pixels)));
  }

  /** MNIST centres each digit by its mass. */
  private static FloatImage centered(FloatImage p) {
    double[] sums = new double[3];
    p.map(
        (y, x, v) -> {
          sums[0] += v;
          sums[1] += v * y;
          sums[2] += v * x;
          return v;
        });
    double rows = Math.rint((p.shape().height() - 1) / 2.0 - sums[1] / sums[0]);
    double columns = Math.rint((p.shape().width() - 1) / 2.0 - sums[2] / sums[0]);
    return p.warp(Affine.shift(p.shape(), rows, columns));
  }
}
