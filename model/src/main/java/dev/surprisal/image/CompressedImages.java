package dev.surprisal.image;

import dev.surprisal.image.Decoded.Rejected;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** PNG and JPEG files. Every limit is checked before pixels are allocated. One per thread. */
final class CompressedImages {
  /** Before a resize. A pixel takes 4 bytes while a CMYK picture is decoded: 16 MB of the heap. */
  static final int MAX_PIXELS = 1 << 22;

  /** Before a resize; one row of the costliest PNG is then 128 KiB. */
  static final int MAX_SIDE = 1 << 14;

  /** Most scans of a JPEG; encoders write about ten. */
  static final int MAX_SCANS = 256;

  /**
   * Limit on a JPEG's scans times {@link JpegSegments#samples()}, because the JDK's reader decodes
   * the whole picture again after each scan. It allows the ten scans that encoders write of a
   * picture of 2048x1536 whose two colour components have a quarter of the samples (1 + 2/4 stored
   * and 3 shown a pixel).
   */
  static final long MAX_WORK = 10L * 2048 * 1536 * 9 / 2;

  /** A picture is in colour when more than this share of its pixels is. */
  private static final double COLOURFUL = 0.01;

  /** Processor time for one image. */
  static final Duration TIME = Duration.ofSeconds(1);

  private final Optional<ImageShape> shape;
  private final boolean resize;
  private final int whiteLevel;
  private final Duration time;
  private final PngDecoder png = new PngDecoder();
  private final JpegDecoder jpeg = new JpegDecoder();
  private boolean inColour;

  /**
   * @param shape what every image must have, or be resized to; if empty, each keeps its own
   * @param whiteLevel the 16-bit sample that is shown as white
   * @param time that one image may take, of the processor
   */
  CompressedImages(Optional<ImageShape> shape, boolean resize, int whiteLevel, Duration time) {
    this.shape = shape;
    this.resize = resize;
    this.whiteLevel = whiteLevel;
    this.time = time;
  }

  /** Whether the picture that was decoded last is in colour. */
  boolean inColour() {
    return inColour;
  }

  Decoded png(byte[] value) {
    try {
      PngChunks chunks = PngChunks.of(value);
      Optional<Rejected> problem = sizeProblem(chunks.height(), chunks.width());
      if (problem.isPresent()) {
        return problem.get();
      }
      byte[] gray = png.read(chunks, whiteLevel, new TimeBudget(time));
      inColour = png.colourful() > COLOURFUL * gray.length;
      return fitted(gray, chunks.height(), chunks.width());
    } catch (IOException e) {
      return rejected("png", value, e);
    }
  }

  Decoded jpeg(byte[] value) {
    try {
      JpegSegments segments = JpegSegments.of(value);
      boolean swapped = segments.orientation().swapped();
      int height = swapped ? segments.width() : segments.height();
      int width = swapped ? segments.height() : segments.width();
      Optional<Rejected> problem = sizeProblem(height, width).or(() -> workProblem(segments));
      if (problem.isPresent()) {
        return problem.get();
      }
      byte[] gray = jpeg.read(segments, new TimeBudget(time));
      inColour = jpeg.colourful() > COLOURFUL * gray.length;
      return fitted(gray, height, width);
    } catch (IOException | RuntimeException e) {
      // The JDK's reader answers broken bytes with either kind.
      return rejected("jpeg", value, e);
    }
  }

  private static Rejected rejected(String format, byte[] value, Exception e) {
    if (e instanceof TimeBudget.Spent) {
      return new Rejected(RejectionReason.TOO_COSTLY, oneLine(e));
    }
    FileKind kind = FileKind.of(value);
    boolean another = kind.image() && !kind.name().equalsIgnoreCase(format);
    return new Rejected(
        RejectionReason.BROKEN_IMAGE,
        another
            ? "expected a %s, got %s".formatted(format, kind.words())
            : "expected a %s, got one that cannot be decoded: %s".formatted(format, oneLine(e)));
  }

  private Optional<Rejected> sizeProblem(int height, int width) {
    boolean other =
        shape.isPresent() && (height != shape.get().height() || width != shape.get().width());
    if (other && !resize) {
      return Optional.of(
          new Rejected(
              RejectionReason.WRONG_SIZE,
              "expected %s, got %dx%d".formatted(shape.get(), height, width)));
    }
    int maxSide = shape.isPresent() ? MAX_SIDE : ImageShape.MAX_SIDE;
    if ((long) height * width > MAX_PIXELS || height > maxSide || width > maxSide) {
      return Optional.of(
          new Rejected(
              RejectionReason.TOO_LARGE,
              "expected at most %d pixels, %d a side, got %dx%d"
                  .formatted(MAX_PIXELS, maxSide, height, width)));
    }
    return Optional.empty();
  }

  private static Optional<Rejected> workProblem(JpegSegments jpeg) {
    long samples = jpeg.samples();
    if (jpeg.scans() <= MAX_SCANS && jpeg.scans() * samples <= MAX_WORK) {
      return Optional.empty();
    }
    return Optional.of(
        new Rejected(
            RejectionReason.TOO_COSTLY,
            "expected at most %d scans, %d of a picture of %dx%d, got %d; save it with fewer, or not progressive"
                .formatted(
                    MAX_SCANS,
                    Math.min(MAX_SCANS, MAX_WORK / samples),
                    jpeg.height(),
                    jpeg.width(),
                    jpeg.scans())));
  }

  private Decoded fitted(byte[] gray, int height, int width) {
    ImageShape to = shape.orElseGet(() -> new ImageShape(height, width));
    boolean fits = height == to.height() && width == to.width();
    return new Decoded.Image(
        GrayImage.owning(to, fits ? gray : Resize.area(gray, height, width, to)));
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
