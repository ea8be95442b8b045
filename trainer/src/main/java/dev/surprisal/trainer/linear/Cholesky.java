package dev.surprisal.trainer.linear;

/** The Cholesky factorisation of small matrices. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * The inverse of L, where A = L·Lᵀ.
   *
   * @param a symmetric, positive definite; only its lower triangle is read
   * @return lower triangular
   */
  public static double[][] inverseFactor(double[][] a) {
    int d = a.length;
    double[][] factor = new double[d][d];
    double[][] inverse = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? 1 : 0;
        for (int k = j; k < i; k++) {
          sum -= factor[i][k] * inverse[k][j];
        }
        inverse[i][j] = sum / factor[i][i];
      }
    }
    return inverse;
  }
}
