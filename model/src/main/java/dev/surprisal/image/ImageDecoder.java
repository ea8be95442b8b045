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

  private final ImageShape shape;
  private final CompressedImages compressed;

  /**
   * @param shape what every image must be
   * @param resize whether a PNG or JPEG of another size is brought to {@code shape} rather than
   *     rejected; raw bytes carry no size and never are
   */
  public ImageDecoder(ImageShape shape, boolean resize) {
    this.shape = shape;
    this.compressed = new CompressedImages(shape, resize);
  }

  public ImageShape shape() {
    return shape;
  }

  /**
   * @param value the record's value, or null; raw bytes become the image's own, so nobody may write
   *     to them afterwards
   * @param contentType what the producer says the value is; wins over the value's first bytes
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
            : Optional.of(ImageFormat.sniff(value));
    if (format.isEmpty()) {
      return new Rejected(
          RejectionReason.UNKNOWN_CONTENT_TYPE,
          "expected one of %s, got \"%s\""
              .formatted(ImageFormat.contentTypes(), PlainText.excerpt(contentType.orElseThrow())));
    }
    return switch (format.get()) {
      case RAW -> raw(value);
      case PNG, JPEG -> compressed.decode(value, format.get());
    };
  }

  private Decoded raw(byte[] value) {
    if (value.length != shape.pixels()) {
      return new Rejected(
          RejectionReason.WRONG_LENGTH,
          "expected %d raw bytes (%s) or a PNG or JPEG, got %d bytes"
              .formatted(shape.pixels(), shape, value.length));
    }
    return new Decoded.Image(GrayImage.owning(shape, value));
  }
}
