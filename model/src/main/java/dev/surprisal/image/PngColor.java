package dev.surprisal.image;

import java.util.Optional;

/** What the samples of a PNG file mean. Source: PNG specification (W3C, third edition), 11.2.1. */
enum PngColor {
  GRAY(0, 1, 1 | 2 | 4 | 8 | 16),
  RGB(2, 3, 8 | 16),
  PALETTE(3, 1, 1 | 2 | 4 | 8),
  GRAY_ALPHA(4, 2, 8 | 16),
  RGBA(6, 4, 8 | 16);

  private final int code;
  private final int channels;
  private final int allowedBits;

  PngColor(int code, int channels, int allowedBits) {
    this.code = code;
    this.channels = channels;
    this.allowedBits = allowedBits;
  }

  /** The header's number for it. */
  int code() {
    return code;
  }

  /** Samples for each pixel. */
  int channels() {
    return channels;
  }

  /** Empty if no such colour type exists or it does not come with so many bits a sample. */
  static Optional<PngColor> of(int code, int bits) {
    for (PngColor color : values()) {
      if (color.code == code && Integer.bitCount(bits) == 1 && (color.allowedBits & bits) != 0) {
        return Optional.of(color);
      }
    }
    return Optional.empty();
  }
}
