package dev.surprisal.stream.feed;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.PngEncoder;
import java.util.Locale;

/** How an image becomes a record's value. */
public enum ImageEncoding {
  /** A byte for each pixel, row-major. */
  RAW("application/octet-stream") {
    @Override
    public byte[] encode(GrayImage image) {
      return image.toBytes();
    }
  },
  PNG("image/png") {
    @Override
    public byte[] encode(GrayImage image) {
      return PngEncoder.encodeOne(image);
    }
  };

  private final String contentType;

  ImageEncoding(String contentType) {
    this.contentType = contentType;
  }

  public abstract byte[] encode(GrayImage image);

  /** What the record's header says. */
  public String contentType() {
    return contentType;
  }

  /** As it stands on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
