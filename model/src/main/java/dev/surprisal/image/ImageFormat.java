package dev.surprisal.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The encodings that are understood. */
enum ImageFormat {
  PNG("png", List.of("image/png"), 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
  JPEG("jpeg", List.of("image/jpeg", "image/jpg"), 0xff, 0xd8, 0xff),
  RAW("raw", List.of("application/octet-stream", "image/x-raw"));

  private final String imageIoName;
  private final List<String> contentTypes;
  private final int[] magic;

  ImageFormat(String imageIoName, List<String> contentTypes, int... magic) {
    this.imageIoName = imageIoName;
    this.contentTypes = contentTypes;
    this.magic = magic;
  }

  String imageIoName() {
    return imageIoName;
  }

  static List<String> contentTypes() {
    return Stream.of(values()).flatMap(format -> format.contentTypes.stream()).toList();
  }

  /** Parameters after a semicolon do not count. */
  static Optional<ImageFormat> ofContentType(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(format -> format.contentTypes.contains(type)).findFirst();
  }

  /** By the first bytes; what has no magic is raw. */
  static ImageFormat sniff(byte[] value) {
    return Stream.of(PNG, JPEG).filter(format -> format.starts(value)).findFirst().orElse(RAW);
  }

  private boolean starts(byte[] value) {
    int[] head = new int[Math.min(magic.length, value.length)];
    Arrays.setAll(head, i -> value[i] & 0xff);
    return Arrays.equals(head, magic);
  }
}
