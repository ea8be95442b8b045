package dev.surprisal.trainer.linear;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Clusters by Lloyd's algorithm: each point belongs to the nearest centre, each centre is the mean
 * of its points. Source: Lloyd 1982, "Least squares quantization in PCM".
 */
public final class KMeans {
  private static final int ROUNDS = 15;

  /** Points whose distances to all centres are in memory at a time. */
  private static final int CHUNK = 1000;

  private KMeans() {}

  /**
   * The clusters' centres.
   *
   * @param points {@code [n, dimensions]}, row-major, in a random order: the first are the centres
   *     to begin with
   * @param count of centres, 1 to n
   * @return {@code [count, dimensions]}, row-major
   */
  public static float[] centres(float[] points, int dimensions, int count) {
    int n = points.length / dimensions;
    INDArray all = Nd4j.create(points, new long[] {n, dimensions}, 'c');
    float[] centres = Arrays.copyOf(points, count * dimensions);
    int[] nearest = new int[n];
    Arrays.fill(nearest, -1);
    for (int round = 0; round < ROUNDS && assign(all, centres, count, nearest); round++) {
      move(points, dimensions, nearest, centres);
    }
    return centres;
  }

  /** Finds each point's nearest centre; returns whether any has changed. */
  private static boolean assign(INDArray points, float[] centres, int count, int[] nearest) {
    long dimensions = points.columns();
    INDArray c = Nd4j.create(centres, new long[] {count, dimensions}, 'c');
    INDArray halfSquares = c.mul(c).sum(1).divi(2).reshape(1, count);
    boolean changed = false;
    for (int start = 0; start < nearest.length; start += CHUNK) {
      int end = Math.min(nearest.length, start + CHUNK);
      INDArray some = points.get(NDArrayIndex.interval(start, end), NDArrayIndex.all());
      // |x − c|²/2 is |c|²/2 − x·c up to what all centres have in common.
      int[] best =
          Nd4j.argMax(some.mmul(c.transpose()).subiRowVector(halfSquares), 1).toIntVector();
      for (int i = 0; i < best.length; i++) {
        changed |= nearest[start + i] != best[i];
        nearest[start + i] = best[i];
      }
    }
    return changed;
  }

  /** A centre without points stays where it is. */
  private static void move(float[] points, int dimensions, int[] nearest, float[] centres) {
    int count = centres.length / dimensions;
    double[] sums = new double[centres.length];
    int[] sizes = new int[count];
    for (int i = 0; i < nearest.length; i++) {
      sizes[nearest[i]]++;
      for (int k = 0; k < dimensions; k++) {
        sums[nearest[i] * dimensions + k] += points[i * dimensions + k];
      }
    }
    for (int j = 0; j < sums.length; j++) {
      int size = sizes[j / dimensions];
      centres[j] = size == 0 ? centres[j] : (float) (sums[j] / size);
    }
  }
}
