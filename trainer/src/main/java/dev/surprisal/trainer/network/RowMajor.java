package dev.surprisal.trainer.network;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Matrix products of row-major arrays on ND4J's own BLAS. ND4J's {@code mmuli} is as fast only
 * where the result is column-major, and a mixture of the two orders slows every elementwise step.
 */
final class RowMajor {
  private RowMajor() {}

  /** {@code c = a·bᵀ}: a is [m, k], b [n, k], c [m, n]. */
  static void timesTransposed(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1f, a, k, b, k, 0f, c, n);
  }

  /** {@code c = a·b}: a is [m, k], b [k, n], c [m, n]. */
  static void times(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1f, a, k, b, n, 0f, c, n);
  }

  /** {@code c = beta·c + aᵀ·b}: a is [k, m], b [k, n], c [m, n]. */
  static void transposedTimes(
      FloatPointer a, FloatPointer b, float beta, FloatPointer c, int m, int n, int k) {
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1f, a, m, b, n, beta, c, n);
  }

  /** Pointer to the values of a row-major or a whole column-major array. */
  static FloatPointer pointer(INDArray array) {
    return (FloatPointer) array.data().addressPointer();
  }

  /** The array itself if it is row-major without gaps, else a copy that is. */
  static INDArray rowMajor(INDArray array) {
    boolean fits = array.ordering() == 'c' && array.elementWiseStride() == 1 && !gaps(array);
    return fits ? array : array.dup('c');
  }

  private static boolean gaps(INDArray array) {
    return array.rank() > 1 && array.stride(0) != array.length() / array.size(0);
  }

  /** A copy of the values, row-major. */
  static float[] floats(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    pointer(rowMajor(array)).get(values);
    return values;
  }
}
