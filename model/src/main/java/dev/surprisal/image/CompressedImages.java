package dev.surprisal.image;

import dev.surprisal.image.Decoded.Rejected;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG through the JDK's readers, which are kept: looking one up costs more than using it.
 */
final class CompressedImages {
  /** Ahead of a resize; a larger picture is a bomb or a mistake. */
  static final int MAX_PIXELS = 1 << 24;

  private final Map<ImageFormat, ImageReader> readers = new EnumMap<>(ImageFormat.class);

  Decoded decode(byte[] value, ImageFormat format, ImageShape shape, boolean resize) {
    ImageReader reader =
        readers.computeIfAbsent(
            format, f -> ImageIO.getImageReadersByFormatName(f.imageIoName()).next());
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(value))) {
      reader.setInput(in, true, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      boolean fits = height == shape.height() && width == shape.width();
      if (!fits && !resize) {
        return new Rejected(
            RejectionReason.WRONG_SIZE, "expected %s, got %dx%d".formatted(shape, height, width));
      }
      if ((long) height * width > MAX_PIXELS) {
        return new Rejected(
            RejectionReason.TOO_LARGE,
            "expected at most %d pixels, got %dx%d".formatted(MAX_PIXELS, height, width));
      }
      byte[] gray = gray(reader.read(0));
      return new Decoded.Image(
          GrayImage.owning(shape, fits ? gray : Resize.area(gray, height, width, shape)));
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer broken bytes with either kind.
      return new Rejected(
          RejectionReason.BROKEN_IMAGE,
          "expected a %s, got one that cannot be decoded: %s"
              .formatted(format.imageIoName(), oneLine(e)));
    } finally {
      reader.reset();
    }
  }

  /** Grey values as stored, so that a grey PNG and the same raw bytes are the same image. */
  private static byte[] gray(BufferedImage image) {
    Raster raster = image.getRaster();
    boolean storedGray =
        image.getColorModel().getNumColorComponents() == 1 && raster.getNumBands() == 1;
    return storedGray && !(image.getColorModel() instanceof java.awt.image.IndexColorModel)
        ? samples(raster, image.getSampleModel().getSampleSize(0))
        : luma(image);
  }

  private static byte[] samples(Raster raster, int bits) {
    int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    byte[] gray = new byte[samples.length];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = (byte) (bits > 8 ? samples[i] >> (bits - 8) : samples[i]);
    }
    return gray;
  }

  /** ITU-R BT.601 luma of the colours, over black where they are transparent. */
  private static byte[] luma(BufferedImage image) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    byte[] gray = new byte[argb.length];
    for (int i = 0; i < gray.length; i++) {
      int c = argb[i];
      int luma = 299 * (c >> 16 & 0xff) + 587 * (c >> 8 & 0xff) + 114 * (c & 0xff);
      gray[i] = (byte) ((luma * (c >>> 24) / 255 + 500) / 1000);
    }
    return gray;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
