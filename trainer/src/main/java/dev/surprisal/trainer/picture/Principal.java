package dev.surprisal.trainer.picture;

import dev.surprisal.trainer.linear.PrincipalComponents;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The two directions in which points differ most. */
final class Principal {
  private static final long SEED = 1;

  private Principal() {}

  /**
   * Points in the plane: as they are when they have two coordinates (or one, with a zero), else
   * projected on their first two principal components.
   *
   * @param points each of the same length, at least one
   * @return {@code [points][2]}
   */
  static double[][] plane(List<float[]> points) {
    if (points.get(0).length > 2) {
      INDArray all = Nd4j.create(points.toArray(float[][]::new));
      return PrincipalComponents.of(all, 2, SEED).coordinates(all).toDoubleMatrix();
    }
    double[][] plane = new double[points.size()][2];
    for (int i = 0; i < plane.length; i++) {
      float[] point = points.get(i);
      for (int k = 0; k < point.length; k++) {
        plane[i][k] = point[k];
      }
    }
    return plane;
  }
}
