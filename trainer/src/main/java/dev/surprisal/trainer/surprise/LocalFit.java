package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BoxSums;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.trainer.linear.PrincipalComponents;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Fits {@link LocalResiduals} to clean images. How large a residual is usual is measured on images
 * that the components were not fitted to: half of the images on the components of the other half.
 */
final class LocalFit {
  /** Bounds the images in memory to 64 MiB. */
  private static final int LARGEST_SAMPLE = 1 << 24;

  /** Images of each half whose residuals are looked at. */
  private static final int LARGEST_CHECK = 1000;

  private static final int MOST_COMPONENTS = 200;

  /** So many images are needed for each component, and so many pixels. */
  private static final int IMAGES_A_COMPONENT = 5;

  private static final int PIXELS_A_COMPONENT = 8;

  /** A place counts as at least this noisy, beside the average: where clean images are black. */
  private static final double FLOOR = 1;

  /** One clean image in ten has a larger residual somewhere, for each side of the windows. */
  private static final double QUANTILE = 0.9;

  private final ImageShape shape;
  private final BoxSums boxes;

  private LocalFit(ImageShape shape) {
    this.shape = shape;
    this.boxes = new BoxSums(shape, LocalResiduals.SIDES.get(LocalResiduals.SIDES.size() - 1));
  }

  static LocalResiduals of(ImageSource images, long seed) {
    return new LocalFit(images.shape()).fit(sample(images, seed), seed);
  }

  /** Distinct images in a random order, {@code [n, pixels]}. */
  private static INDArray sample(ImageSource images, long seed) {
    int pixels = images.shape().pixels();
    int n = Math.min(images.size(), Math.max(2, LARGEST_SAMPLE / pixels));
    int[] order = shuffled(images.size(), seed);
    float[] values = new float[n * pixels];
    for (int i = 0; i < n; i++) {
      images.image(order[i]).toUnit(values, i * pixels);
    }
    return Nd4j.create(values, new long[] {n, pixels}, 'c');
  }

  private static int[] shuffled(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private LocalResiduals fit(INDArray images, long seed) {
    int n = images.rows();
    INDArray first = images.get(NDArrayIndex.interval(0, n / 2), NDArrayIndex.all());
    INDArray second = images.get(NDArrayIndex.interval(n / 2, n), NDArrayIndex.all());
    float[][] unseen =
        concatenated(
            residuals(components(first, seed), second), residuals(components(second, seed), first));
    float[][] usual = new float[LocalResiduals.SIDES.size()][];
    for (int w = 0; w < usual.length; w++) {
      usual[w] = usual(unseen, LocalResiduals.SIDES.get(w));
    }
    return new LocalResiduals(shape, components(images, seed).autoencoder(), usual);
  }

  private PrincipalComponents components(INDArray images, long seed) {
    int most = Math.min(images.rows() / IMAGES_A_COMPONENT, shape.pixels() / PIXELS_A_COMPONENT);
    return PrincipalComponents.of(images, Math.max(1, Math.min(MOST_COMPONENTS, most)), seed);
  }

  private static float[][] residuals(PrincipalComponents components, INDArray images) {
    int n = Math.min(images.rows(), LARGEST_CHECK);
    return components
        .residuals(images.get(NDArrayIndex.interval(0, n), NDArrayIndex.all()))
        .toFloatMatrix();
  }

  private static float[][] concatenated(float[][] a, float[][] b) {
    float[][] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** Each place's root mean square, scaled by a quantile of the images' largest ratios to it. */
  private float[] usual(float[][] residuals, int side) {
    double[] squares = new double[shape.pixels()];
    for (float[] residual : residuals) {
      float[] sums = boxes.of(residual, side);
      for (int k = 0; k < squares.length; k++) {
        double sum = sums[boxes.index(k)];
        squares[k] += sum * sum / residuals.length;
      }
    }
    double floor = FLOOR * Math.sqrt(Arrays.stream(squares).average().orElseThrow());
    double[] rms = Arrays.stream(squares).map(s -> Math.max(Math.sqrt(s), floor)).toArray();
    double[] largest = new double[residuals.length];
    for (int i = 0; i < residuals.length; i++) {
      float[] sums = boxes.of(residuals[i], side);
      for (int k = 0; k < rms.length; k++) {
        largest[i] = Math.max(largest[i], Math.abs(sums[boxes.index(k)]) / rms[k]);
      }
    }
    Arrays.sort(largest);
    double often = largest[(int) (QUANTILE * largest.length)];
    float[] usual = new float[rms.length];
    for (int k = 0; k < usual.length; k++) {
      usual[k] = (float) Math.max(rms[k] * often, Float.MIN_NORMAL);
    }
    return usual;
  }
}
