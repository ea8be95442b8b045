package dev.surprisal.trainer.surprise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BoxSums;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.linear.PrincipalComponents;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LocalFitTest {
  private static final ImageShape SHAPE = new ImageShape(16, 16);

  private final LocalResiduals local = LocalFit.of(new SyntheticImages(SHAPE, 400, 1), 1);

  @Test
  void aboutOneFreshCleanImageInTenExceedsTheUsualForEachWindow() {
    SyntheticImages fresh = new SyntheticImages(SHAPE, 500, 2);

    for (int side : LocalResiduals.SIDES) {
      long above =
          IntStream.range(0, fresh.size()).filter(i -> ratio(fresh.image(i), side) > 1).count();
      // Of 500 a tenth is 50, with a deviation of 7; the usual itself comes from 400.
      assertThat(above).as("side %d", side).isBetween(15L, 95L);
    }
  }

  @Test
  void damageOfFourPixelsIsFound() {
    SyntheticImages fresh = new SyntheticImages(SHAPE, 100, 3);

    long found =
        IntStream.range(0, 100).filter(i -> ratio(damaged(fresh.image(i), i), 3) > 1.5).count();

    assertThat(found).isGreaterThan(95);
  }

  /** A wedge of uneven light, in one place or at any angle. */
  @ParameterizedTest
  @CsvSource({"true, TURNED", "false, NONE"})
  void copiesAreTurnedOnlyWhereCleanImagesLieAtAnyAngle(boolean turned, Variety expected) {
    ImageSource wedges = new Wedges(turned).slice(0, 120);

    assertThat(LocalFit.variety(wedges, 1)).isEqualTo(expected);
  }

  /**
   * Of 120 images as they are there would be 24 components. The copies' 36 reconstruct images never
   * seen better than as many of the images themselves.
   */
  @Test
  void turnedCopiesReconstructOtherAnglesBetter() {
    ImageSource wedges = new Wedges(true);
    INDArray seen = rows(wedges.slice(0, 120));
    INDArray unseen = rows(wedges.slice(120, 120));

    List<Layer> layers = LocalFit.of(wedges.slice(0, 120), 1).autoencoder();

    assertThat(layers.get(0).outputs()).isEqualTo(36);
    double alone =
        PrincipalComponents.of(seen, 36, 1).residuals(unseen).norm2Number().doubleValue();
    assertThat(unseen.sub(run(layers, unseen)).norm2Number().doubleValue())
        .isLessThan(0.95 * alone);
  }

  private static INDArray rows(ImageSource images) {
    INDArray rows = Nd4j.create(images.size(), images.shape().pixels());
    for (int i = 0; i < images.size(); i++) {
      float[] row = new float[images.shape().pixels()];
      images.image(i).toUnit(row, 0);
      rows.putRow(i, Nd4j.create(row));
    }
    return rows;
  }

  private static INDArray run(List<Layer> layers, INDArray rows) {
    INDArray values = rows;
    for (Layer layer : layers) {
      INDArray weights =
          Nd4j.create(layer.weights(), new long[] {layer.inputs(), layer.outputs()}, 'c');
      values = values.mmul(weights).addRowVector(Nd4j.create(layer.bias()));
    }
    return values;
  }

  /** Its light grows along it; with a little noise. */
  private record Wedges(boolean turned) implements ImageSource {
    @Override
    public ImageShape shape() {
      return new ImageShape(24, 24);
    }

    @Override
    public int size() {
      return 240;
    }

    @Override
    public GrayImage image(int index) {
      SplittableRandom random = new SplittableRandom(index);
      double angle = turned ? random.nextDouble(2 * Math.PI) : 1;
      double length = turned ? 8 : random.nextInt(5, 10);
      byte[] pixels = new byte[shape().pixels()];
      for (int i = 0; i < pixels.length; i++) {
        int row = i / shape().width();
        int column = i % shape().width();
        double down = row - 11.5;
        double right = column - 11.5;
        double along = down * Math.sin(angle) + right * Math.cos(angle);
        double beside = down * Math.cos(angle) - right * Math.sin(angle);
        boolean inside = Math.abs(along) < length && Math.abs(beside) < 3 + along / 4;
        pixels[i] = (byte) ((inside ? 120 + 10 * along : 20) + random.nextInt(8));
      }
      return GrayImage.of(shape(), pixels);
    }

    @Override
    public String name() {
      return "wedges";
    }
  }

  private static GrayImage damaged(GrayImage image, int index) {
    byte[] pixels = image.toBytes();
    int corner = (3 + index % 9) * 16 + 2 + index % 11;
    for (int at : new int[] {corner, corner + 1, corner + 16, corner + 17}) {
      pixels[at] = (byte) ((pixels[at] & 0xff) > 100 ? 0 : 180);
    }
    return GrayImage.of(SHAPE, pixels);
  }

  private double ratio(GrayImage image, int side) {
    float[] residual = residual(image);
    BoxSums boxes = new BoxSums(SHAPE, side);
    float[] sums = boxes.of(residual, side);
    float[] usual = local.usual(side);
    return IntStream.range(0, usual.length)
        .mapToDouble(k -> Math.abs(sums[boxes.index(k)]) / usual[k])
        .max()
        .orElseThrow();
  }

  /** In plain loops. */
  private float[] residual(GrayImage image) {
    float[] x = new float[SHAPE.pixels()];
    image.toUnit(x, 0);
    float[] values = x;
    for (Layer layer : local.autoencoder()) {
      float[] weights = ((Dense) layer).weights();
      float[] next = layer.bias();
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < next.length; j++) {
          next[j] += values[i] * weights[i * next.length + j];
        }
      }
      values = next;
    }
    for (int k = 0; k < x.length; k++) {
      x[k] -= values[k];
    }
    return x;
  }
}
