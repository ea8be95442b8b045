package dev.surprisal.vae;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Computes with one {@link Vae} for up to {@link #capacity()} images at a time. Owns its buffers,
 * which lie outside the Java heap: use one pass per thread, and close it.
 *
 * <p>The matrix products are BLAS's; bias and activation follow row by row on the heap, where the
 * JIT vectorises them, while the row is in the first-level cache.
 */
public final class VaePass implements AutoCloseable {
  /** Receives each row of a layer's output; the array is reused for the next row. */
  @FunctionalInterface
  public interface RowConsumer {
    void row(int index, float[] values);
  }

  private final Vae vae;
  private final int capacity;
  private final FloatPointer even;
  private final FloatPointer odd;
  private final float[] row;
  private final float[] posterior;

  public VaePass(Vae vae, int capacity) {
    this.vae = vae;
    this.capacity = capacity;
    int widest =
        Stream.of(vae.encoder(), vae.decoder())
            .flatMap(List::stream)
            .mapToInt(layer -> Math.max(layer.inputs(), layer.outputs()))
            .max()
            .orElseThrow();
    this.even = new FloatPointer((long) capacity * widest);
    this.odd = new FloatPointer((long) capacity * widest);
    this.row = new float[widest];
    this.posterior = new float[capacity * 2 * vae.latent()];
  }

  public Vae vae() {
    return vae;
  }

  /** How many images fit. */
  public int capacity() {
    return capacity;
  }

  /**
   * The encoder's posterior of {@code n} images.
   *
   * @param x {@code [n, pixels]}, row-major, in [0, 1]
   * @return {@code [n, 2·latent]}: each row the means, then the log-variances; valid until the next
   *     call
   */
  public float[] encode(float[] x, int n) {
    int width = 2 * vae.latent();
    run(
        vae.encoder(),
        x,
        n,
        (i, values) -> System.arraycopy(values, 0, posterior, i * width, width));
    return posterior;
  }

  /**
   * The decoder's outputs (logits under a Bernoulli likelihood) for {@code n} latent points.
   *
   * @param z {@code [n, stride]}, row-major, of which the first {@code latent} columns count
   * @param stride columns of {@code z}
   */
  public void decode(float[] z, int stride, int n, RowConsumer outputs) {
    int latent = vae.latent();
    for (int i = 0; i < n; i++) {
      even.position((long) i * latent).put(z, i * stride, latent);
    }
    even.position(0);
    layers(vae.decoder(), n, outputs);
  }

  private void run(List<Dense> layers, float[] x, int n, RowConsumer outputs) {
    even.put(x, 0, n * layers.get(0).inputs());
    layers(layers, n, outputs);
  }

  private void layers(List<Dense> layers, int n, RowConsumer outputs) {
    FloatPointer in = even;
    FloatPointer out = odd;
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = layers.get(i);
      multiply(layer, in, out, n);
      boolean last = i == layers.size() - 1;
      for (int r = 0; r < n; r++) {
        out.position((long) r * layer.outputs()).get(row, 0, layer.outputs());
        layer.activation().addBias(row, layer.biasShared(), layer.outputs());
        if (last) {
          outputs.row(r, row);
        } else {
          out.put(row, 0, layer.outputs());
        }
      }
      out.position(0);
      FloatPointer swap = in;
      in = out;
      out = swap;
    }
  }

  private static void multiply(Dense layer, FloatPointer in, FloatPointer out, int n) {
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        n,
        layer.outputs(),
        layer.inputs(),
        1f,
        in,
        layer.inputs(),
        layer.weightsPointer(),
        layer.outputs(),
        0f,
        out,
        layer.outputs());
  }

  @Override
  public void close() {
    even.close();
    odd.close();
  }
}
