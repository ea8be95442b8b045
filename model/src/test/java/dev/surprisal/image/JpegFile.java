package dev.surprisal.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Builds JPEG files segment by segment, also ones that no encoder would write. Source: ITU-T T.81,
 * annexes B and K.
 */
final class JpegFile {
  static final int BASELINE = 0xc0;
  static final int PROGRESSIVE = 0xc2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private JpegFile() {
    marker(0xd8);
  }

  /** Start marker, a flat quantisation table, and a frame whose components are not subsampled. */
  static JpegFile frame(int kind, int height, int width, int components) {
    return frame(kind, height, width, components, 0x11);
  }

  /**
   * Likewise, where the first component has other sampling factors than the rest.
   *
   * @param sampling across in the high four bits, down in the low four; 0x22 if the others have a
   *     quarter of its samples
   */
  static JpegFile frame(int kind, int height, int width, int components, int sampling) {
    JpegFile file = new JpegFile();
    int[] table = new int[65];
    Arrays.fill(table, 1);
    table[0] = 0;
    file.segment(0xdb, table);
    int[] frame = new int[6 + 3 * components];
    frame[0] = 8;
    frame[1] = height >> 8;
    frame[2] = height;
    frame[3] = width >> 8;
    frame[4] = width;
    frame[5] = components;
    for (int i = 0; i < components; i++) {
      frame[6 + 3 * i] = i + 1;
      frame[7 + 3 * i] = i == 0 ? sampling : 0x11;
    }
    return file.segment(kind, frame);
  }

  /**
   * A Huffman table of one code, "0", for a symbol.
   *
   * @param index 0 for direct current, 0x10 for alternating
   */
  JpegFile table(int index, int symbol) {
    int[] content = new int[18];
    content[0] = index;
    content[1] = 1;
    content[17] = symbol;
    return segment(0xc4, content);
  }

  /** A scan of one component's coefficients. */
  JpegFile scan(int component, int first, int last, int bits, int... coded) {
    segment(0xda, 1, component, 0, first, last, bits);
    for (int value : coded) {
      bytes.write(value);
      if (value == 0xff) {
        bytes.write(0);
      }
    }
    return this;
  }

  JpegFile segment(int marker, int... content) {
    marker(marker);
    bytes.write((content.length + 2) >> 8);
    bytes.write(content.length + 2);
    for (int value : content) {
      bytes.write(value);
    }
    return this;
  }

  /** One byte as it is. */
  JpegFile raw(int value) {
    bytes.write(value);
    return this;
  }

  JpegFile marker(int marker) {
    bytes.write(0xff);
    bytes.write(marker);
    return this;
  }

  int length() {
    return bytes.size();
  }

  byte[] end() {
    marker(0xd9);
    return bytes.toByteArray();
  }
}
