package dev.surprisal.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A PNG file's chunks, each compared with its checksum, from signature to end. Of the chunks beside
 * the pixels it keeps what decides how they look: palette, transparent colour and gamma. Text and
 * colour profiles are never inflated. Source: PNG specification (W3C, third edition), sections 5
 * and 11.
 */
final class PngChunks {
  static final long SIGNATURE = 0x89504e470d0a1a0aL;
  static final int IHDR = 0x49484452;
  static final int IDAT = 0x49444154;
  static final int IEND = 0x49454e44;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int GAMA = 0x67414d41;
  private static final int SRGB = 0x73524742;
  private static final int ICCP = 0x69434350;

  /** Set in the type of a chunk that a reader may pass over. */
  private static final int ANCILLARY = 0x20000000;

  /** Bytes of a chunk beside its content: length, type and checksum. */
  static final int FRAME = 12;

  private final ByteBuffer file;
  private final CRC32 crc = new CRC32();
  private ByteBuffer header;
  private PngColor color;
  private byte[] palette = {};
  private byte[] transparent = {};
  private int gamma;
  private boolean profile;
  private int data = -1;
  private boolean dataEnded;

  private PngChunks(byte[] value) {
    this.file = ByteBuffer.wrap(value);
  }

  /**
   * @throws IOException if the file is damaged or has no pixels
   */
  static PngChunks of(byte[] value) throws IOException {
    PngChunks chunks = new PngChunks(value);
    expect(value.length >= 8 && chunks.file.getLong() == SIGNATURE, "no PNG signature");
    while (!chunks.readOne()) {}
    expect(chunks.data >= 0, "no image data");
    expect(chunks.color != PngColor.PALETTE || chunks.palette.length > 0, "no palette");
    return chunks;
  }

  int width() {
    return header.getInt(0);
  }

  int height() {
    return header.getInt(4);
  }

  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  int bits() {
    return header.get(8);
  }

  PngColor color() {
    return color;
  }

  boolean interlaced() {
    return header.get(12) != 0;
  }

  /** Red, green and blue for each entry; empty if there is no palette. */
  byte[] palette() {
    return palette;
  }

  /** An alpha for each palette entry, or the transparent colour in 16-bit samples; mostly empty. */
  byte[] transparent() {
    return transparent;
  }

  /** The file's gamma times 100,000; 0 if it names none or a colour profile that overrides it. */
  int gamma() {
    return profile ? 0 : gamma;
  }

  /** The file's bytes; the deflated pixels are the contents of its IDAT chunks. */
  byte[] bytes() {
    return file.array();
  }

  /** Where the length of the first IDAT chunk is in {@link #bytes}; the others follow it. */
  int firstData() {
    return data;
  }

  /** Whether it was the last one. */
  private boolean readOne() throws IOException {
    expect(file.remaining() >= FRAME, "the file is truncated");
    int start = file.position();
    int length = file.getInt();
    expect(length >= 0 && length <= file.remaining() - 8, "the file is truncated");
    int type = file.getInt();
    crc.reset();
    crc.update(file.array(), start + 4, 4 + length);
    expect(file.getInt(start + 8 + length) == (int) crc.getValue(), "a checksum is wrong");
    file.position(start + FRAME + length);
    expect(header != null || type == IHDR, "no header");
    dataEnded |= data >= 0 && type != IDAT;
    switch (type) {
      case IHDR -> readHeader(file.slice(start + 8, length));
      case IDAT -> {
        expect(!dataEnded, "image data in two places");
        data = data < 0 ? start : data;
      }
      case PLTE -> readPalette(content(start, length));
      case TRNS -> readTransparent(content(start, length));
      case GAMA -> gamma = length == 4 ? file.getInt(start + 8) : 0;
      case SRGB, ICCP -> profile = true;
      default -> expect(type == IEND || (type & ANCILLARY) != 0, "an unknown critical chunk");
    }
    return type == IEND;
  }

  private byte[] content(int start, int length) {
    return Arrays.copyOfRange(file.array(), start + 8, start + 8 + length);
  }

  private void readHeader(ByteBuffer content) throws IOException {
    expect(header == null && content.capacity() == 13, "a broken header");
    header = content;
    expect(width() > 0 && height() > 0, "a picture without pixels");
    color =
        PngColor.of(header.get(9), bits())
            .orElseThrow(
                () ->
                    new IOException(
                        "no such colour type: %d with %d bits".formatted(header.get(9), bits())));
    boolean known = header.get(10) == 0 && header.get(11) == 0 && (header.get(12) & ~1) == 0;
    expect(known, "an unknown compression, filter or interlace method");
  }

  private void readPalette(byte[] content) throws IOException {
    int entries = content.length / 3;
    expect(palette.length == 0 && data < 0, "a palette out of place");
    expect(content.length % 3 == 0 && entries >= 1 && entries <= 256, "a broken palette");
    expect(color != PngColor.PALETTE || entries <= 1 << bits(), "a palette with too many entries");
    palette = content;
  }

  private void readTransparent(byte[] content) throws IOException {
    expect(transparent.length == 0 && data < 0, "transparency out of place");
    boolean fits =
        switch (color) {
          case GRAY -> content.length == 2;
          case RGB -> content.length == 6;
          case PALETTE -> content.length >= 1 && content.length <= palette.length / 3;
          case GRAY_ALPHA, RGBA -> false;
        };
    expect(fits, "a broken transparency chunk");
    transparent = content;
  }

  private static void expect(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}
