package dev.surprisal.vae;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.nio.FloatBuffer;
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
  /** Receives each row of a network's output; the array is reused for the next row. */
  @FunctionalInterface
  public interface RowConsumer {
    void row(int index, float[] values);
  }

  /** A network's intermediate values, for the product and for the heap. */
  private record Activations(FloatPointer pointer, FloatBuffer buffer) {
    static Activations of(long size) {
      FloatPointer pointer = new FloatPointer(size);
      return new Activations(pointer, pointer.asBuffer());
    }
  }

  private final Vae vae;
  private final int capacity;
  private final Activations even;
  private final Activations odd;
  private final float[] row;
  private final float[] posterior;

  public VaePass(Vae vae, int capacity) {
    this.vae = vae;
    this.capacity = capacity;
    int widest =
        Stream.of(vae.encoder(), vae.decoder())
            .flatMap(List::stream)
            .mapToInt(Dense::outputs)
            .max()
            .orElseThrow();
    this.even = Activations.of((long) capacity * widest);
    this.odd = Activations.of((long) capacity * widest);
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
   * The encoder's posterior.
   *
   * @return {@code [batch, 2·latent]}: each row the means, then the log-variances; valid until the
   *     next call
   */
  public float[] encode(ImageBatch images) {
    int width = 2 * vae.latent();
    run(
        vae.encoder(),
        images.pointer(),
        images.size(),
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
      odd.buffer().put(i * latent, z, i * stride, latent);
    }
    run(vae.decoder(), odd.pointer(), n, outputs);
  }

  /** The first layer's input may be {@code odd}: outputs alternate, beginning with {@code even}. */
  private void run(List<Dense> layers, FloatPointer input, int n, RowConsumer outputs) {
    FloatPointer in = input;
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = layers.get(i);
      int width = layer.outputs();
      Activations out = i % 2 == 0 ? even : odd;
      multiply(layer, in, out.pointer(), n);
      boolean last = i == layers.size() - 1;
      for (int r = 0; r < n; r++) {
        out.buffer().get(r * width, row, 0, width);
        layer.activation().addBias(row, layer.biasShared(), width);
        if (last) {
          outputs.row(r, row);
        } else {
          out.buffer().put(r * width, row, 0, width);
        }
      }
      in = out.pointer();
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
    even.pointer().close();
    odd.pointer().close();
  }
}
