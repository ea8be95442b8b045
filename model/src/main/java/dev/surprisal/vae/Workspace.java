package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The buffers in which networks compute, outside the Java heap: shared by the networks of one
 * thread, which take turns, so that they stay in the cache.
 */
public final class Workspace implements AutoCloseable {
  /** So many rows make up for what BLAS spends on packing the weights. */
  private static final int WHOLE_PRODUCTS = 256;

  private final int capacity;
  private final FloatPointer even;
  private final FloatPointer odd;
  private final FloatBuffer evenRows;
  private final FloatBuffer oddRows;
  private final float[] row;

  private Workspace(int capacity, int widest) {
    this.capacity = capacity;
    this.even = new FloatPointer((long) capacity * widest);
    this.odd = new FloatPointer((long) capacity * widest);
    this.evenRows = even.asBuffer();
    this.oddRows = odd.asBuffer();
    this.row = new float[widest];
  }

  /**
   * Buffers that every one of the networks fits into.
   *
   * @param capacity images at a time
   */
  public static Workspace forNetworks(int capacity, Stream<List<Layer>> networks) {
    int widest =
        networks
            .flatMap(List::stream)
            .mapToInt(layer -> Math.max(layer.inputs(), layer.outputs()))
            .max()
            .orElseThrow();
    return new Workspace(capacity, widest);
  }

  /**
   * Images at a time at which this process's BLAS is fast and the buffers still fit into the
   * caches.
   */
  public static int bestCapacity() {
    return Tiling.OF_THIS_PROCESS.equals(Tiling.SMALL) ? Tiling.SMALL.rows() : WHOLE_PRODUCTS;
  }

  /** How many images fit. */
  public int capacity() {
    return capacity;
  }

  FloatPointer pointer(int layer) {
    return layer % 2 == 0 ? even : odd;
  }

  FloatBuffer rows(int layer) {
    return layer % 2 == 0 ? evenRows : oddRows;
  }

  float[] row() {
    return row;
  }

  @Override
  public void close() {
    even.close();
    odd.close();
  }
}
