package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The buffers for the values of a network's layers, outside the Java heap. The networks of one
 * thread share them, one network at a time, so that the buffers stay in the processor's cache.
 */
public final class Workspace implements AutoCloseable {
  /** Batch size at which BLAS's cost of packing the weights is amortised. */
  private static final int WHOLE_PRODUCTS = 256;

  /** Maximum size of one buffer in bytes, unless a single image needs more. */
  private static final int MAX_BUFFER = 1 << 26;

  private final int capacity;
  private final FloatPointer even;
  private final FloatPointer odd;
  private final FloatBuffer evenRows;
  private final FloatBuffer oddRows;
  private final FloatPointer patches;
  private final FloatPointer products;
  private final float[] row;

  private Workspace(int capacity, int widest, int patchValues) {
    this.capacity = capacity;
    this.even = new FloatPointer((long) capacity * widest);
    this.odd = new FloatPointer((long) capacity * widest);
    this.evenRows = even.asBuffer();
    this.oddRows = odd.asBuffer();
    this.patches = new FloatPointer(patchValues);
    this.products = new FloatPointer(patchValues);
    this.row = new float[widest];
  }

  /**
   * Buffers that are large enough for each of the networks.
   *
   * @param capacity maximum number of images in a batch
   */
  public static Workspace forNetworks(int capacity, Stream<List<Layer>> networks) {
    List<Layer> layers = networks.flatMap(List::stream).toList();
    int widest = widest(layers.stream());
    int patchValues = layers.stream().mapToInt(ConvolutionPass::values).max().orElseThrow();
    return new Workspace(capacity, widest, patchValues);
  }

  /**
   * The batch size at which this process's BLAS reaches its throughput while the buffers still fit
   * into the caches; smaller for wide networks, whose buffers would take too much memory.
   */
  public static int bestCapacity(Stream<List<Layer>> networks) {
    int best = Tiling.OF_THIS_PROCESS.equals(Tiling.SMALL) ? Tiling.SMALL.rows() : WHOLE_PRODUCTS;
    int widest = widest(networks.flatMap(List::stream));
    return Math.max(1, Math.min(best, MAX_BUFFER / Float.BYTES / widest));
  }

  private static int widest(Stream<Layer> layers) {
    return layers.mapToInt(layer -> Math.max(layer.inputs(), layer.outputs())).max().orElseThrow();
  }

  /** The maximum number of images in a batch. */
  public int capacity() {
    return capacity;
  }

  FloatPointer pointer(int layer) {
    return layer % 2 == 0 ? even : odd;
  }

  FloatBuffer rows(int layer) {
    return layer % 2 == 0 ? evenRows : oddRows;
  }

  /** The patches of one image, of the network with the most. */
  FloatPointer patches() {
    return patches;
  }

  /** The products of one image's patches with a layer's weights. */
  FloatPointer products() {
    return products;
  }

  float[] row() {
    return row;
  }

  @Override
  public void close() {
    even.close();
    odd.close();
    patches.close();
    products.close();
  }
}
