package dev.surprisal.vae;

import dev.surprisal.image.GrayImage;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A batch of images as a network's input: {@code [size, pixels]}, row-major, in [0, 1]. The values
 * lie outside the Java heap, where BLAS reads them. Reused for batch after batch; one per thread.
 */
public final class ImageBatch implements AutoCloseable {
  private final int capacity;
  private final int pixels;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;
  private final float[] row;
  private int size;

  /**
   * @param capacity maximum number of images
   * @param pixels of each image
   */
  public ImageBatch(int capacity, int pixels) {
    this.capacity = capacity;
    this.pixels = pixels;
    this.pointer = new FloatPointer((long) capacity * pixels);
    this.buffer = pointer.asBuffer();
    this.row = new float[pixels];
  }

  /** The maximum number of images. */
  public int capacity() {
    return capacity;
  }

  /** The number of images loaded. */
  public int size() {
    return size;
  }

  /**
   * Replaces the images.
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

  /** Copies one image's pixels, in [0, 1], to the beginning of {@code x}. */
  public void row(int index, float[] x) {
    buffer.get(index * pixels, x, 0, pixels);
  }

  FloatPointer pointer() {
    return pointer;
  }

  FloatBuffer buffer() {
    return buffer;
  }

  /** Frees the memory outside the Java heap. */
  @Override
  public void close() {
    pointer.close();
  }
}
