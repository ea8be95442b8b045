package dev.surprisal.trainer.picture;

import java.util.List;

/** The two directions in which points differ most. */
final class Principal {
  private static final int ITERATIONS = 200;

  private Principal() {}

  /**
   * Points in the plane: as they are when they have two coordinates (or one, with a zero), else
   * projected on their first two principal components.
   *
   * @param points each of the same length, at least one
   * @return {@code [points][2]}
   */
  static double[][] plane(List<float[]> points) {
    int d = points.get(0).length;
    double[][] plane = new double[points.size()][2];
    if (d <= 2) {
      for (int i = 0; i < plane.length; i++) {
        plane[i][0] = points.get(i)[0];
        plane[i][1] = d == 2 ? points.get(i)[1] : 0;
      }
      return plane;
    }
    double[] mean = new double[d];
    for (float[] point : points) {
      for (int k = 0; k < d; k++) {
        mean[k] += point[k] / (double) points.size();
      }
    }
    double[][] covariance = new double[d][d];
    for (float[] point : points) {
      for (int k = 0; k < d; k++) {
        for (int j = 0; j < d; j++) {
          covariance[k][j] += (point[k] - mean[k]) * (point[j] - mean[j]);
        }
      }
    }
    double[] first = leading(covariance, new double[d]);
    double[] second = leading(covariance, first);
    for (int i = 0; i < plane.length; i++) {
      for (int k = 0; k < d; k++) {
        plane[i][0] += (points.get(i)[k] - mean[k]) * first[k];
        plane[i][1] += (points.get(i)[k] - mean[k]) * second[k];
      }
    }
    return plane;
  }

  /** By power iteration, within what is orthogonal to {@code without}. */
  private static double[] leading(double[][] matrix, double[] without) {
    int d = matrix.length;
    double[] v = new double[d];
    for (int k = 0; k < d; k++) {
      v[k] = 1 + k / (double) d;
    }
    for (int step = 0; step < ITERATIONS; step++) {
      double[] next = new double[d];
      double along = 0;
      for (int k = 0; k < d; k++) {
        for (int j = 0; j < d; j++) {
          next[k] += matrix[k][j] * v[j];
        }
        along += next[k] * without[k];
      }
      double norm = 0;
      for (int k = 0; k < d; k++) {
        next[k] -= along * without[k];
        norm += next[k] * next[k];
      }
      for (int k = 0; k < d; k++) {
        v[k] = norm > 0 ? next[k] / Math.sqrt(norm) : 0;
      }
    }
    return v;
  }
}
