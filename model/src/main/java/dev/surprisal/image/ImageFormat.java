package dev.surprisal.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The encodings that are understood. */
enum ImageFormat {
  PNG("png", "image/png", 8, 0x89504e470d0a1a0aL),
  JPEG("jpeg", "image/jpeg", 3, 0xffd8ff),
  /** One byte a pixel; has no magic. */
  RAW("raw", "application/octet-stream", 0, 0);

  private static final List<ImageFormat> ALL = List.of(values());

  private final String imageIoName;
  private final String contentType;
  private final int magicBytes;
  private final long magic;

  /**
   * @param magic a file's first {@code magicBytes} bytes, at most eight, big-endian
   */
  ImageFormat(String imageIoName, String contentType, int magicBytes, long magic) {
    this.imageIoName = imageIoName;
    this.contentType = contentType;
    this.magicBytes = magicBytes;
    this.magic = magic;
  }

  String imageIoName() {
    return imageIoName;
  }

  static List<String> contentTypes() {
    return Stream.of(values()).map(format -> format.contentType).toList();
  }

  /** Parameters after a semicolon do not count; image/jpg is no type, but often said. */
  static Optional<ImageFormat> ofContentType(String contentType) {
    Optional<ImageFormat> asIs = ofPlainType(contentType);
    if (asIs.isPresent()) {
      return asIs;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("image/jpg") ? Optional.of(JPEG) : ofPlainType(type);
  }

  /** Asked for every record: a plain loop over a constant list. */
  private static Optional<ImageFormat> ofPlainType(String contentType) {
    for (ImageFormat format : ALL) {
      if (format.contentType.equals(contentType)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** By the first bytes; what has no magic is raw. */
  static ImageFormat sniff(byte[] value) {
    if (PNG.begins(value)) {
      return PNG;
    }
    return JPEG.begins(value) ? JPEG : RAW;
  }

  private boolean begins(byte[] value) {
    if (value.length < magicBytes) {
      return false;
    }
    long first = 0;
    for (int i = 0; i < magicBytes; i++) {
      first = (first << 8) | (value[i] & 0xff);
    }
    return first == magic;
  }
}
