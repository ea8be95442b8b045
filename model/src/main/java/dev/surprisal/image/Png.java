package dev.surprisal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Grey images as PNG files. */
public final class Png {
  private Png() {}

  /** A whole 8-bit grey PNG file. */
  public static byte[] encode(GrayImage image) {
    ImageShape shape = image.shape();
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, shape.width(), shape.height(), image.toBytes());
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
