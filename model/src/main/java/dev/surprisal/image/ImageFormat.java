package dev.surprisal.image;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The encodings that are understood. */
enum ImageFormat {
  PNG("png", "image/png", "89504e470d0a1a0a"),
  JPEG("jpeg", "image/jpeg", "ffd8ff"),
  /** One byte a pixel; has no magic. */
  RAW("raw", "application/octet-stream", "");

  private final String imageIoName;
  private final String contentType;
  private final String magic;

  ImageFormat(String imageIoName, String contentType, String magic) {
    this.imageIoName = imageIoName;
    this.contentType = contentType;
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
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (type.equals("image/jpg")) {
      return Optional.of(JPEG);
    }
    return Stream.of(values()).filter(format -> format.contentType.equals(type)).findFirst();
  }

  /** By the first bytes; what has no magic is raw. */
  static ImageFormat sniff(byte[] value) {
    String head = HexFormat.of().formatHex(Arrays.copyOf(value, Math.min(8, value.length)));
    return Stream.of(PNG, JPEG).filter(f -> head.startsWith(f.magic)).findFirst().orElse(RAW);
  }
}
