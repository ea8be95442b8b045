package dev.surprisal.image;

import dev.surprisal.image.Decoded.Rejected;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG, mostly through the JDK's readers, which are kept: looking one up costs more than
 * using it. One per thread.
 */
final class CompressedImages {
  /** Ahead of a resize. At 8 bytes a pixel, the dearest kind, 32 MB of a small heap. */
  static final int MAX_PIXELS = 1 << 22;

  private final ImageShape shape;
  private final boolean resize;
  private final PlainGrayPng plainGray = new PlainGrayPng();
  private final Map<ImageFormat, ImageReader> readers = new EnumMap<>(ImageFormat.class);
  private Optional<String> warning = Optional.empty();

  CompressedImages(ImageShape shape, boolean resize) {
    this.shape = shape;
    this.resize = resize;
  }

  Decoded decode(byte[] value, ImageFormat format) {
    try {
      return format == ImageFormat.PNG ? png(value) : jpeg(value);
    } catch (IOException | RuntimeException e) {
      // The JDK's PNG reader wraps whatever happens to it, and that is not the image's fault.
      if (e.getCause() instanceof VirtualMachineError fault) {
        throw fault;
      }
      // The JDK's readers answer broken bytes with either kind.
      return new Rejected(
          RejectionReason.BROKEN_IMAGE,
          "expected a %s, got one that cannot be decoded: %s"
              .formatted(format.imageIoName(), oneLine(e)));
    }
  }

  private Decoded png(byte[] value) throws IOException {
    PngChunks png = PngChunks.of(value);
    Optional<Rejected> tooBig = sizeProblem(png.height(), png.width());
    if (tooBig.isPresent()) {
      return tooBig.get();
    }
    if (PlainGrayPng.understands(png)) {
      return fitted(plainGray.read(png), png.height(), png.width());
    }
    return throughReader(png.essential(), ImageFormat.PNG);
  }

  private Decoded jpeg(byte[] value) throws IOException {
    return throughReader(value, ImageFormat.JPEG);
  }

  private Decoded throughReader(byte[] value, ImageFormat format) throws IOException {
    ImageReader reader = readers.computeIfAbsent(format, this::newReader);
    warning = Optional.empty();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(value))) {
      reader.setInput(in, true, true);
      Optional<Rejected> tooBig = sizeProblem(reader.getHeight(0), reader.getWidth(0));
      if (tooBig.isPresent()) {
        return tooBig.get();
      }
      BufferedImage image = reader.read(0);
      if (warning.isPresent()) {
        // As for a JPEG whose second half is missing, which the reader fills up with grey.
        throw new IIOException(warning.get());
      }
      return fitted(Luma.of(image), image.getHeight(), image.getWidth());
    } finally {
      reader.setInput(null);
    }
  }

  private ImageReader newReader(ImageFormat format) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.imageIoName()).next();
    reader.addIIOReadWarningListener((source, text) -> warning = Optional.of(text));
    return reader;
  }

  private Optional<Rejected> sizeProblem(int height, int width) {
    if (!resize && (height != shape.height() || width != shape.width())) {
      return Optional.of(
          new Rejected(
              RejectionReason.WRONG_SIZE,
              "expected %s, got %dx%d".formatted(shape, height, width)));
    }
    if ((long) height * width > MAX_PIXELS) {
      return Optional.of(
          new Rejected(
              RejectionReason.TOO_LARGE,
              "expected at most %d pixels, got %dx%d".formatted(MAX_PIXELS, height, width)));
    }
    return Optional.empty();
  }

  private Decoded fitted(byte[] gray, int height, int width) {
    boolean fits = height == shape.height() && width == shape.width();
    return new Decoded.Image(
        GrayImage.owning(shape, fits ? gray : Resize.area(gray, height, width, shape)));
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
