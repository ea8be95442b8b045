package dev.surprisal.trainer.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Charts as SVG, styled by the report's CSS. */
final class Charts {
  private static final int WIDTH = 380;
  private static final int HEIGHT = 240;
  private static final int LEFT = 48;
  private static final int RIGHT = 12;
  private static final int TOP = 14;
  private static final int BOTTOM = 34;
  private static final int BINS = 60;

  private Charts() {}

  /** Lines over the epochs. */
  static String lines(String title, List<Curve> curves) {
    double[] all =
        curves.stream()
            .flatMap(c -> c.values().stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    int epochs = curves.stream().mapToInt(c -> c.values().size()).max().orElse(1);
    double low = all[0];
    double margin = Math.max(1e-6, 0.06 * (all[all.length - 1] - low));
    Scale y = new Scale(low - margin, all[all.length - 1] + margin, HEIGHT - BOTTOM, TOP);
    Scale x = new Scale(1, Math.max(2, epochs), LEFT, WIDTH - RIGHT);
    StringBuilder svg = begin(title, x, y, "epoch");
    for (Curve curve : curves) {
      StringBuilder points = new StringBuilder();
      List<Double> values = curve.values();
      for (int i = 0; i < values.size(); i++) {
        points.append(format("%.1f,%.1f ", x.place(i + 1), y.place(values.get(i))));
        if (values.size() <= 40) {
          svg.append(
              format(
                  "<circle class='%s' cx='%.1f' cy='%.1f' r='2.2'/>",
                  curve.style(), x.place(i + 1), y.place(values.get(i))));
        }
      }
      svg.append(format("<polyline class='%s' points='%s'/>", curve.style(), points));
    }
    return svg.append("</svg>").toString();
  }

  /**
   * How often each value occurs, and where the threshold lies.
   *
   * @param ascending values, sorted
   */
  static String histogram(String title, double[] ascending, double threshold) {
    double low = ascending[0];
    double high =
        Math.max(
            threshold, ascending[Math.min(ascending.length - 1, ascending.length * 998 / 1000)]);
    double margin = Math.max(1e-6, 0.04 * (high - low));
    Scale x = new Scale(low - margin, high + margin, LEFT, 2 * WIDTH - RIGHT);
    int[] counts = new int[BINS];
    for (double value : ascending) {
      int bin = (int) ((value - x.low()) / (x.high() - x.low()) * BINS);
      if (bin < BINS) {
        counts[bin]++;
      }
    }
    int most = Arrays.stream(counts).max().orElse(1);
    Scale y = new Scale(0, 1.05 * most, HEIGHT - BOTTOM, TOP);
    StringBuilder svg = begin(title, x, y, "score");
    double width = (x.end() - x.start()) / BINS;
    for (int bin = 0; bin < BINS; bin++) {
      double top = y.place(counts[bin]);
      double left = x.start() + bin * width;
      boolean alarms = x.low() + (bin + 0.5) * (x.high() - x.low()) / BINS >= threshold;
      svg.append(
          format(
              "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
              alarms ? "alarm" : "bar", left + 0.5, top, width - 1, HEIGHT - BOTTOM - top));
    }
    svg.append(
        format(
            "<line class='threshold' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/>",
            x.place(threshold), TOP, x.place(threshold), HEIGHT - BOTTOM));
    return svg.append("</svg>").toString();
  }

  private static StringBuilder begin(String title, Scale x, Scale y, String xName) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox='0 0 %.0f %d' role='img' aria-label='%s'>",
            x.end() + RIGHT, HEIGHT, title));
    for (double tick : y.ticks()) {
      svg.append(
          format(
              "<line class='grid' x1='%d' y1='%.1f' x2='%.1f' y2='%.1f'/>",
              LEFT, y.place(tick), x.end(), y.place(tick)));
      svg.append(
          format(
              "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
              LEFT - 6, y.place(tick) + 4, Scale.label(tick)));
    }
    for (double tick : x.ticks()) {
      svg.append(
          format(
              "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
              x.place(tick), HEIGHT - BOTTOM + 16, Scale.label(tick)));
    }
    svg.append(
        format(
            "<text class='axis' x='%.1f' y='%d' text-anchor='end'>%s</text>",
            x.end(), HEIGHT - 3, xName));
    return svg;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
