package dev.surprisal.image;

/**
 * Height and width of a grey image, in pixels.
 *
 * @param height rows, 1 to {@value #MAX_SIDE}
 * @param width columns, 1 to {@value #MAX_SIDE}
 */
public record ImageShape(int height, int width) {
  /** A dense model of a larger image would not fit into memory. */
  public static final int MAX_SIDE = 1024;

  public ImageShape {
    if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
      throw new IllegalArgumentException(
          "image shape: expected 1 to %d pixels a side, got %dx%d"
              .formatted(MAX_SIDE, height, width));
    }
  }

  /** Pixels of one image. */
  public int pixels() {
    return height * width;
  }

  /** As in {@code 28x28}, height first. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
