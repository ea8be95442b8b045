package dev.surprisal.trainer.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear map from a range of values to a range of pixels.
 *
 * @param low value at {@code start}
 * @param high value at {@code end}, above {@code low}
 */
record Scale(double low, double high, double start, double end) {
  private static final int TICKS = 5;

  double place(double value) {
    return start + (end - start) * (value - low) / (high - low);
  }

  /** Round values within the range: multiples of 1, 2 or 5 times a power of ten. */
  List<Double> ticks() {
    double rough = (high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double share = rough / power;
    double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  /** At most three decimals, none for whole numbers. */
  static String label(double value) {
    double rounded = Math.round(value * 1000) / 1000.0;
    return rounded == Math.rint(rounded)
        ? Long.toString(Math.round(rounded))
        : Double.toString(rounded);
  }
}
