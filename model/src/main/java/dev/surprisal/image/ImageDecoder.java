package dev.surprisal.image;

import dev.surprisal.PlainText;
import dev.surprisal.image.Decoded.Rejected;
import java.util.Optional;

/**
 * Decodes PNG, JPEG and raw bytes to grey images of one shape. Every limit is checked before pixels
 * are allocated. Bad bytes end as {@link Rejected}, never as an exception. Not safe for use by
 * several threads: one decoder each.
 */
public final class ImageDecoder {
  /** A value with more bytes than this is not looked at. */
  public static final int MAX_BYTES = 4 << 20;

  /** The white level of 16-bit files that use their whole range. */
  public static final int FULL_WHITE = 65_535;

  private final Optional<ImageShape> shape;
  private final CompressedImages compressed;

  /**
   * A decoder of images of one shape, whose 16-bit files use their whole range.
   *
   * @param shape what every image must have
   * @param resize whether a PNG or JPEG of another size is brought to {@code shape} rather than
   *     rejected; raw bytes carry no size and never are
   */
  public ImageDecoder(ImageShape shape, boolean resize) {
    this(shape, resize, FULL_WHITE);
  }

  /**
   * A decoder of images of one shape.
   *
   * @param whiteLevel the sample of a 16-bit PNG that is shown as white, 1 to {@value #FULL_WHITE};
   *     4095 for a camera that writes 12 bits
   */
  public ImageDecoder(ImageShape shape, boolean resize, int whiteLevel) {
    this(Optional.of(shape), resize, whiteLevel);
  }

  private ImageDecoder(Optional<ImageShape> shape, boolean resize, int whiteLevel) {
    if (whiteLevel < 1 || whiteLevel > FULL_WHITE) {
      throw new IllegalArgumentException(
          "white level: expected 1 to %d, got %d".formatted(FULL_WHITE, whiteLevel));
    }
    this.shape = shape;
    this.compressed = new CompressedImages(shape, resize, whiteLevel, CompressedImages.TIME);
  }

  /** A decoder of PNG and JPEG files of any size that a model may have; each keeps its own. */
  public static ImageDecoder ofAnySize(int whiteLevel) {
    return new ImageDecoder(Optional.empty(), false, whiteLevel);
  }

  /**
   * @param value the record's value, or null; raw bytes become the image's own, so nobody may write
   *     to them afterwards
   * @param contentType what the producer says the value is; wins over the value's first bytes. The
   *     exception is {@code application/octet-stream}, which bridges set on any bytes: a PNG or
   *     JPEG so labelled is decoded as what it is, unless it has exactly the raw length
   */
  public Decoded decode(byte[] value, Optional<String> contentType) {
    if (value == null) {
      return new Rejected(RejectionReason.NULL_VALUE, "expected image bytes, got a null value");
    }
    if (value.length == 0) {
      return new Rejected(RejectionReason.EMPTY, "expected image bytes, got none");
    }
    if (value.length > MAX_BYTES) {
      return new Rejected(
          RejectionReason.TOO_LARGE,
          "expected at most %d bytes, got %d".formatted(MAX_BYTES, value.length));
    }
    Optional<ImageFormat> format =
        contentType.isPresent()
            ? ImageFormat.ofContentType(contentType.get())
            : Optional.of(ImageFormat.RAW);
    if (format.isEmpty()) {
      return new Rejected(
          RejectionReason.UNKNOWN_CONTENT_TYPE,
          "expected one of %s, got \"%s\""
              .formatted(ImageFormat.contentTypes(), PlainText.excerpt(contentType.orElseThrow())));
    }
    return switch (format.get()) {
      case PNG -> compressed.png(value);
      case JPEG -> compressed.jpeg(value);
      case RAW -> contentType.isPresent() && hasRawLength(value) ? raw(value) : sniffed(value);
    };
  }

  /**
   * Whether the PNG or JPEG that was decoded last is in colour, so that its grey values are a
   * conversion: more than one in a hundred of its pixels are more than tinged. A grey picture that
   * is stored with three channels is not.
   */
  public boolean inColour() {
    return compressed.inColour();
  }

  private Decoded sniffed(byte[] value) {
    return switch (ImageFormat.sniff(value)) {
      case PNG -> compressed.png(value);
      case JPEG -> compressed.jpeg(value);
      case RAW -> raw(value);
    };
  }

  private boolean hasRawLength(byte[] value) {
    return shape.isPresent() && value.length == shape.get().pixels();
  }

  private Decoded raw(byte[] value) {
    if (hasRawLength(value)) {
      return new Decoded.Image(GrayImage.owning(shape.orElseThrow(), value));
    }
    FileKind kind = FileKind.of(value);
    String got = kind == FileKind.OTHER ? "" : ", " + kind.words();
    if (shape.isEmpty()) {
      return new Rejected(
          RejectionReason.BROKEN_IMAGE, "expected a PNG or JPEG image, got " + kind.words());
    }
    return new Rejected(
        RejectionReason.WRONG_LENGTH,
        "expected %d raw bytes (%s) or a PNG or JPEG, got %d bytes%s"
            .formatted(shape.get().pixels(), shape.get(), value.length, got));
  }
}
