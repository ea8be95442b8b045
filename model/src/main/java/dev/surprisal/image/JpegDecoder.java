package dev.surprisal.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * A JPEG file's pixels as grey values. The JDK's reader undoes the compression and nothing else; it
 * is kept, because looking one up costs more than using it. One per thread.
 */
final class JpegDecoder {
  /** How libjpeg's warning begins when bytes follow the last pixel, which cameras leave there. */
  private static final String PADDING = "Corrupt JPEG data: ";

  private static final String PADDING_END = " extraneous bytes before marker 0x";

  private Optional<ImageReader> found = Optional.empty();
  private String warning = "";
  private int colourful;

  /**
   * The pixels, row-major, as a viewer shows them.
   *
   * @throws IOException if they cannot be decoded, or not all of them
   */
  byte[] read(JpegSegments jpeg, TimeBudget time) throws IOException {
    warning = "";
    ImageReader reader = reader();
    try (JpegInput in = new JpegInput(jpeg.essential(), time)) {
      reader.setInput(in, true, true);
      Raster raster = reader.readRaster(0, null);
      if (!warning.isEmpty()) {
        // As for a file whose second half is missing, which the reader fills up with grey.
        throw new IOException(warning);
      }
      return jpeg.orientation().upright(gray(raster, jpeg.color()), jpeg.height(), jpeg.width());
    } finally {
      reader.setInput(null);
    }
  }

  /** How many pixels of the last picture are in colour. */
  int colourful() {
    return colourful;
  }

  /** Looked up when the first JPEG arrives: most streams have none. */
  private ImageReader reader() {
    if (found.isEmpty()) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
      reader.addIIOReadWarningListener((source, text) -> warn(text));
      found = Optional.of(reader);
    }
    return found.get();
  }

  private void warn(String text) {
    boolean padding = text.startsWith(PADDING) && text.contains(PADDING_END);
    if (!padding && warning.isEmpty()) {
      warning = text;
    }
  }

  private byte[] gray(Raster raster, JpegColor color) throws IOException {
    int width = raster.getWidth();
    if (raster.getNumBands() != color.components()) {
      throw new IOException(
          "%d colour components, got %d".formatted(color.components(), raster.getNumBands()));
    }
    colourful = 0;
    byte[] row = new byte[width * color.components()];
    byte[] gray = new byte[width * raster.getHeight()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        gray[y * width + x] = color.gray(row, x * color.components());
        colourful += color.isColourful(row, x * color.components()) ? 1 : 0;
      }
    }
    return gray;
  }
}
