package dev.surprisal.trainer.linear;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The mean of vectors and an orthonormal basis of the directions in which they vary most. Source of
 * the method, block power iteration: Golub and Van Loan 2013, Matrix Computations, section 8.2.4.
 */
public final class PrincipalComponents {
  private static final int ITERATIONS = 5;

  private final INDArray mean;
  private final INDArray basis;

  private PrincipalComponents(INDArray mean, INDArray basis) {
    this.mean = mean;
    this.basis = basis;
  }

  /**
   * Of some vectors.
   *
   * @param vectors {@code [n, d]}
   * @param components how many, at most d; those beyond n − 1 are zero
   * @param seed of the first directions
   */
  public static PrincipalComponents of(INDArray vectors, int components, long seed) {
    int d = vectors.columns();
    SplittableRandom random = new SplittableRandom(seed);
    float[][] columns = new float[components][d];
    for (float[] column : columns) {
      for (int i = 0; i < d; i++) {
        column[i] = (float) random.nextGaussian();
      }
    }
    INDArray mean = vectors.mean(0);
    INDArray centred = vectors.subRowVector(mean);
    orthonormalise(columns);
    for (int i = 0; i < ITERATIONS; i++) {
      INDArray basis = Nd4j.create(columns); // [components, d]
      columns = centred.mmul(basis.transpose()).transpose().mmul(centred).toFloatMatrix();
      orthonormalise(columns);
    }
    return new PrincipalComponents(mean, Nd4j.create(columns));
  }

  /** Modified Gram-Schmidt, twice, because the first pass leaves rounding errors of float32. */
  private static void orthonormalise(float[][] columns) {
    for (int c = 0; c < columns.length; c++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int before = 0; before < c; before++) {
          subtract(columns[c], columns[before], dot(columns[c], columns[before]));
        }
      }
      double length = Math.sqrt(dot(columns[c], columns[c]));
      scale(columns[c], length > 1e-12 ? 1 / length : 0);
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static void subtract(float[] from, float[] what, double times) {
    float factor = (float) times;
    for (int i = 0; i < from.length; i++) {
      from[i] -= factor * what[i];
    }
  }

  private static void scale(float[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= (float) factor;
    }
  }

  /**
   * Where vectors are along the components: {@code [n, components]}.
   *
   * @param vectors {@code [n, d]}, unchanged
   */
  public INDArray coordinates(INDArray vectors) {
    return vectors.subRowVector(mean).mmul(basis.transpose());
  }

  /**
   * What of the vectors the components leave out: {@code [n, d]}.
   *
   * @param vectors {@code [n, d]}, unchanged
   */
  public INDArray residuals(INDArray vectors) {
    return vectors.subRowVector(mean).sub(coordinates(vectors).mmul(basis));
  }

  /** Two dense layers: coordinates in the basis, and the vector that they stand for. */
  public List<Layer> autoencoder() {
    int d = basis.columns();
    int components = basis.rows();
    float[] encoderBias = mean.reshape(1, d).mmul(basis.transpose()).neg().toFloatVector();
    float[] encoder = basis.transpose().dup('c').data().asFloat();
    float[] decoder = basis.dup('c').data().asFloat();
    return List.of(
        new Dense(d, components, Activation.IDENTITY, encoder, encoderBias),
        new Dense(components, d, Activation.IDENTITY, decoder, mean.toFloatVector()));
  }
}
