package dev.surprisal.trainer.surprise;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BoxSums;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.linear.PrincipalComponents;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Fits {@link LocalResiduals} to clean images. How large a residual is usual is measured on images
 * that the components were not fitted to: half of the images on the components of the other half.
 * Small sets are enlarged by varied copies of their images, in the {@link Variety} whose components
 * reconstruct unseen images best: parts that lie at any angle are turned, digits are not.
 */
final class LocalFit {
  /** Bounds the images in memory to 64 MiB. */
  private static final int LARGEST_SAMPLE = 1 << 24;

  /** Bounds the images with their copies to 96 MiB. */
  private static final int LARGEST_WITH_COPIES = 3 << 23;

  private static final int MOST_COPIES = 6;

  /** Images of each half whose residuals are looked at. */
  private static final int LARGEST_CHECK = 1000;

  private static final int MOST_COMPONENTS = 300;

  /** Components by which varieties are compared: enough for an order. */
  private static final int COMPONENTS_TO_COMPARE = 100;

  /** As many images are needed for each component, and as many pixels. */
  private static final int IMAGES_A_COMPONENT = 5;

  private static final int PIXELS_A_COMPONENT = 8;

  /** With copies fewer images are needed for each component. */
  private static final double COMPONENTS_AN_IMAGE_WITH_COPIES = 0.3;

  /** A place counts as at least this noisy, beside the average: where clean images are black. */
  private static final double FLOOR = 1;

  /** One clean image in ten has a larger residual somewhere, for each side of the windows. */
  private static final double QUANTILE = 0.9;

  private final ImageShape shape;
  private final long seed;
  private final int copies;
  private final BoxSums boxes;
  private final List<GrayImage> first;
  private final List<GrayImage> second;

  private LocalFit(ImageSource images, long seed) {
    this.shape = images.shape();
    this.seed = seed;
    this.boxes = new BoxSums(shape, LocalResiduals.SIDES.get(LocalResiduals.SIDES.size() - 1));
    int n = Math.min(images.size(), Math.max(2, LARGEST_SAMPLE / shape.pixels()));
    int[] order = shuffled(images.size(), seed);
    List<GrayImage> sample = IntStream.range(0, n).mapToObj(i -> images.image(order[i])).toList();
    this.first = sample.subList(0, n / 2);
    this.second = sample.subList(n / 2, n);
    this.copies = Math.min(MOST_COPIES, LARGEST_WITH_COPIES / shape.pixels() / n - 1);
  }

  static LocalResiduals of(ImageSource images, long seed) {
    return new LocalFit(images, seed).fit();
  }

  /** In which variety small sets are enlarged; {@link Variety#NONE} of a large set. */
  static Variety variety(ImageSource images, long seed) {
    return new LocalFit(images, seed).variety();
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

  private Variety variety() {
    if (copies < 1) {
      return Variety.NONE;
    }
    int count = components(Math.min(COMPONENTS_TO_COMPARE, first.size() / IMAGES_A_COMPONENT));
    Variety best = Variety.NONE;
    double least = Double.POSITIVE_INFINITY;
    for (Variety variety : Variety.values()) {
      INDArray residuals =
          residuals(PrincipalComponents.of(rows(List.of(first), variety), count, seed), second);
      double squares = residuals.norm2Number().doubleValue();
      if (squares < least) {
        least = squares;
        best = variety;
      }
    }
    return best;
  }

  /** As many as wanted and as the pixels allow, at least one. */
  private int components(int wanted) {
    int most = Math.min(MOST_COMPONENTS, shape.pixels() / PIXELS_A_COMPONENT);
    return Math.max(1, Math.min(wanted, most));
  }

  private LocalResiduals fit() {
    Variety variety = variety();
    int n = first.size() + second.size();
    boolean alone = variety == Variety.NONE;
    int whole =
        components(alone ? n / IMAGES_A_COMPONENT : (int) (n * COMPONENTS_AN_IMAGE_WITH_COPIES));
    int half = alone ? components(n / 2 / IMAGES_A_COMPONENT) : whole;
    INDArray all = rows(List.of(first, second), variety);
    int middle = first.size() * each(variety);
    INDArray ofFirst = all.get(NDArrayIndex.interval(0, middle), NDArrayIndex.all());
    INDArray ofSecond = all.get(NDArrayIndex.interval(middle, all.rows()), NDArrayIndex.all());
    INDArray unseen =
        Nd4j.vstack(
            residuals(PrincipalComponents.of(ofFirst, half, seed), second),
            residuals(PrincipalComponents.of(ofSecond, half, seed), first));
    float[][] residuals = unseen.toFloatMatrix();
    float[][] usual = new float[LocalResiduals.SIDES.size()][];
    for (int w = 0; w < usual.length; w++) {
      usual[w] = usual(residuals, LocalResiduals.SIDES.get(w));
    }
    PrincipalComponents components = PrincipalComponents.of(all, whole, seed);
    return new LocalResiduals(shape, components.autoencoder(), usual);
  }

  /** An image and its copies; no copies of no variety. */
  private int each(Variety variety) {
    return variety == Variety.NONE ? 1 : 1 + copies;
  }

  /** The images of all parts in order, each followed by its copies, {@code [n, pixels]}. */
  private INDArray rows(List<List<GrayImage>> parts, Variety variety) {
    int n = each(variety) * parts.stream().mapToInt(List::size).sum();
    float[] values = new float[n * shape.pixels()];
    int at = 0;
    for (List<GrayImage> images : parts) {
      SplittableRandom random = new SplittableRandom(seed);
      for (GrayImage image : images) {
        image.toUnit(values, at);
        at += shape.pixels();
        for (int copy = 1; copy < each(variety); copy++) {
          variety.of(FloatImage.of(image), random).copyTo(values, at);
          at += shape.pixels();
        }
      }
    }
    return Nd4j.create(values, new long[] {n, shape.pixels()}, 'c');
  }

  private INDArray residuals(PrincipalComponents components, List<GrayImage> images) {
    int n = Math.min(images.size(), LARGEST_CHECK);
    return components.residuals(rows(List.of(images.subList(0, n)), Variety.NONE));
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
