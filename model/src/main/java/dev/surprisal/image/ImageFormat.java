package dev.surprisal.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The encodings that are read from a topic. */
enum ImageFormat {
  PNG("image/png"),
  JPEG("image/jpeg"),
  /** One byte a pixel. */
  RAW("application/octet-stream");

  private static final List<ImageFormat> ALL = List.of(values());

  private final String contentType;

  ImageFormat(String contentType) {
    this.contentType = contentType;
  }

  static List<String> contentTypes() {
    return Stream.of(values()).map(format -> format.contentType).toList();
  }

  /** Case and the parameters after a semicolon do not count. */
  static Optional<ImageFormat> ofContentType(String contentType) {
    Optional<ImageFormat> asIs = ofPlainType(contentType);
    if (asIs.isPresent()) {
      return asIs;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "image/jpg", "image/pjpeg" -> Optional.of(JPEG);
      case "image/x-png" -> Optional.of(PNG);
      case "binary/octet-stream" -> Optional.of(RAW);
      default -> ofPlainType(type);
    };
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

  /** By the first bytes; what is neither PNG nor JPEG is raw. */
  static ImageFormat sniff(byte[] value) {
    return switch (first(value)) {
      case 0x89 -> begins(value, PngChunks.SIGNATURE, 8) ? PNG : RAW;
      case 0xff -> begins(value, 0xffd8ff, 3) ? JPEG : RAW;
      default -> RAW;
    };
  }

  private static int first(byte[] value) {
    return value.length == 0 ? 0 : value[0] & 0xff;
  }

  private static boolean begins(byte[] value, long magic, int bytes) {
    if (value.length < bytes) {
      return false;
    }
    long first = 0;
    for (int i = 0; i < bytes; i++) {
      first = (first << 8) | (value[i] & 0xff);
    }
    return first == magic;
  }
}
