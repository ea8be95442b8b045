package dev.surprisal.trainer.report;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name in the legend
 * @param style its CSS class
 * @param values one an epoch, from the first
 */
record Curve(String name, String style, List<Double> values) {
  Curve {
    values = List.copyOf(values);
  }
}
