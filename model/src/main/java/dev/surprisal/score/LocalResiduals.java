package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Layer;
import java.util.List;

/**
 * What {@link Term#LOCAL} finds damage of a few pixels with: a linear autoencoder on the principal
 * components of clean images, and how large the sums of its residuals over small windows usually
 * are at each place. The VAE's own residuals are too coarse for that: its few latent dimensions
 * leave out what is small although every clean image has it.
 */
public final class LocalResiduals {
  /** Sides of the windows in pixels, each three times the one before, the first 1 or 3. */
  public static final List<Integer> SIDES = List.of(3, 9);

  private final ImageShape shape;
  private final List<Layer> autoencoder;
  private final float[][] usual;

  /**
   * @param autoencoder dense layers from the pixels to the pixels
   * @param usual {@code [sides, pixels]}, in the unit of the pixels' sum, positive: how large a
   *     window's residual is on clean images, such that about one in ten has a larger one anywhere
   * @throws IllegalArgumentException if a length does not fit or a value is not positive
   */
  public LocalResiduals(ImageShape shape, List<Layer> autoencoder, float[][] usual) {
    Layer.expectStack("local", autoencoder, shape.pixels(), shape.pixels());
    if (usual.length != SIDES.size()) {
      throw new IllegalArgumentException(
          "local: expected usual residuals of %d windows, got %d"
              .formatted(SIDES.size(), usual.length));
    }
    this.shape = shape;
    this.autoencoder = List.copyOf(autoencoder);
    this.usual = new float[usual.length][];
    for (int w = 0; w < usual.length; w++) {
      this.usual[w] = usual[w].clone();
      expectPositive(this.usual[w]);
    }
  }

  private void expectPositive(float[] values) {
    if (values.length != shape.pixels()) {
      throw new IllegalArgumentException(
          "local: expected %d usual residuals, got %d".formatted(shape.pixels(), values.length));
    }
    for (float value : values) {
      if (!(value > 0) || value == Float.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "local: expected positive usual residuals, got " + value);
      }
    }
  }

  public ImageShape shape() {
    return shape;
  }

  /** Dense layers from the pixels to the pixels. */
  public List<Layer> autoencoder() {
    return autoencoder;
  }

  /** A copy of the usual residuals of one of {@link #SIDES}, {@code [pixels]}. */
  public float[] usual(int side) {
    return usual[SIDES.indexOf(side)].clone();
  }
}
