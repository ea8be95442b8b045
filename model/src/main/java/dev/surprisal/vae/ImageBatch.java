package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Images as a network's input, {@code [size, pixels]} in [0, 1], outside the Java heap, where BLAS
 * reads them. Reused from batch to batch; one per thread.
 */
public final class ImageBatch implements AutoCloseable {
  private final int capacity;
  private final int pixels;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;
  private final float[] row;
  private int size;

  public ImageBatch(int capacity, int pixels) {
    this.capacity = capacity;
    this.pixels = pixels;
    this.pointer = new FloatPointer((long) capacity * pixels);
    this.buffer = pointer.asBuffer();
    this.row = new float[pixels];
  }

  /** How many images fit. */
  public int capacity() {
    return capacity;
  }

  /** How many images are loaded. */
  public int size() {
    return size;
  }

  /**
   * Replaces what was loaded.
   *
   * @param images at most {@link #capacity()}
   */
  public void load(List<GrayImage> images) {
    size = images.size();
    for (int i = 0; i < size; i++) {
      images.get(i).toUnit(row, 0);
      buffer.put(i * pixels, row);
    }
  }

  /** Copies one image's pixels, in [0, 1], into {@code x} from 0 on. */
  public void row(int index, float[] x) {
    buffer.get(index * pixels, x, 0, pixels);
  }

  FloatPointer pointer() {
    return pointer;
  }

  FloatBuffer buffer() {
    return buffer;
  }

  @Override
  public void close() {
    pointer.close();
  }
}
