package dev.surprisal.trainer.evaluate;

import dev.surprisal.data.ImageSource;
import dev.surprisal.score.Calibration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The anomalies of one set that do not alarm.
 *
 * @param set its name
 * @param indices of the missed ones, the least strange first
 */
public record Misses(String set, ImageSource images, List<Integer> indices) {
  public Misses {
    indices = List.copyOf(indices);
  }

  /**
   * @param values the images' scores
   * @param rate that is set
   */
  public static Misses of(
      String set, ImageSource images, double[] values, Calibration calibration, double rate) {
    return new Misses(
        set,
        images,
        IntStream.range(0, values.length)
            .filter(i -> calibration.pValue(values[i]) > rate)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .toList());
  }

  /** Where each of them lies: its file, and its number within one that holds several. */
  public List<String> places() {
    return indices.stream()
        .map(
            i ->
                images.file(i).equals(images.name())
                    ? images.name() + "#" + images.indexInFile(i)
                    : images.file(i))
        .toList();
  }
}
