package dev.surprisal.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Few bytes that ask a decoder for much work, of up to a given length each. */
final class CostlyImages {
  private final int length;

  CostlyImages(int length) {
    this.length = length;
  }

  /** By what they try. */
  Map<String, byte[]> all() {
    Map<String, byte[]> images = new LinkedHashMap<>();
    for (int side : new int[] {28, 256, 1024, 2048}) {
      for (int components : new int[] {1, 3, 4}) {
        images.put(
            "empty scans, %d pixels a side, %d components".formatted(side, components),
            emptyScans(side, side, components, 0x11, Integer.MAX_VALUE));
        for (int sampling :
            side < 2048 || components == 1 ? new int[] {0x11} : new int[] {0x11, 0x22}) {
          String size =
              ", %d pixels a side, %d components, sampling %x"
                  .formatted(side, components, sampling);
          int allowed = allowed(side, components, sampling);
          images.put(
              "as many scans as allowed" + size,
              emptyScans(side, side, components, sampling, allowed));
          if (side == 2048 && components == 3) {
            images.put("smoothed scans" + size, smoothedScans(side, components, sampling, allowed));
          }
        }
      }
    }
    images.put("tables of a JPEG", between(0xc4, dht()));
    images.put("comments of a JPEG", between(0xfe, new int[0]));
    images.put("profiles of a JPEG", between(0xe2, new int[65_000]));
    images.put("bytes between the segments of a JPEG", filled(0x00));
    images.put("fill bytes of a JPEG", filled(0xff));
    images.put("restart markers", restarts());
    for (int filter = 0; filter < 5; filter++) {
      images.put("largest PNG, filter " + filter, largest(filter, PngFile.RGBA, 16, false));
    }
    images.put("largest interlaced PNG", largest(4, PngFile.RGBA, 16, true));
    images.put("largest PNG of one bit", largest(4, PngFile.GRAY, 1, true));
    images.put("one row of PNG", wide(CompressedImages.MAX_SIDE, 256));
    images.put("one column of PNG", wide(256, CompressedImages.MAX_SIDE));
    images.put("empty deflate blocks", emptyBlocks());
    images.put("empty chunks", chunks("IDAT", 0));
    images.put("chunks of a byte", chunks("IDAT", 1));
    images.put("text chunks", chunks("tEXt", 0));
    images.put("a comment that inflates", inflating("zTXt"));
    images.put("a profile that inflates", inflating("iCCP"));
    return images;
  }

  /** Each scan works on the samples as stored and as shown. */
  private static int allowed(int side, int components, int sampling) {
    double stored = 1 + (components - 1.0) / ((sampling >> 4) * (sampling & 0xf));
    double samples = (double) side * side * (components == 1 ? 2 : components + stored);
    return (int) Math.min(CompressedImages.MAX_SCANS, CompressedImages.MAX_WORK / samples);
  }

  /** A progressive picture of so many scans, or fewer if the file would be too long. */
  byte[] emptyScans(int height, int width, int components, int sampling, int most) {
    int blocks = ((height + 7) / 8) * ((width + 7) / 8);
    JpegFile file =
        JpegFile.frame(JpegFile.PROGRESSIVE, height, width, components, sampling)
            .table(0, 0)
            .table(0x10, 0xe0);
    for (int component = 1; component <= components; component++) {
      file.scan(component, 0, 0, 0, new int[(blocks + 7) / 8]);
    }
    return withEmptyScans(file, components, blocks, 1, most - components);
  }

  /** The decoder guesses the coefficients that have not come yet from each block's neighbours. */
  private byte[] smoothedScans(int side, int components, int sampling, int most) {
    int blocks = ((side + 7) / 8) * ((side + 7) / 8);
    JpegFile file =
        JpegFile.frame(JpegFile.PROGRESSIVE, side, side, components, sampling)
            .table(0, 7)
            .table(0x10, 0xe0);
    Random random = new Random(1);
    for (int component = 1; component <= components; component++) {
      // A block is a "0" and seven bits of its difference from the one before.
      file.scan(component, 0, 0, 0, random.ints(blocks, 0, 128).toArray());
    }
    return withEmptyScans(file, components, blocks, 6, most - components);
  }

  private byte[] withEmptyScans(JpegFile file, int components, int blocks, int first, int most) {
    // "0" is a run of 2^14 blocks without coefficients, and as many more as the next 14 bits say.
    int[] run = ones(15 * ((blocks + 32_766) / 32_767));
    for (int i = 0; i < run.length * 8; i += 15) {
      run[i / 8] &= ~(0x80 >> i % 8);
    }
    for (int scan = 0; scan < most && file.length() < length - 100; scan++) {
      file.scan(1 + scan % components, first, 63, 0, run);
    }
    return file.end();
  }

  private static int[] ones(int bits) {
    int[] bytes = new int[(bits + 7) / 8];
    Arrays.fill(bytes, 0xff);
    return bytes;
  }

  private static int[] dht() {
    int[] table = new int[18];
    table[1] = 1;
    return table;
  }

  private byte[] between(int marker, int[] content) {
    JpegFile file = JpegFile.frame(JpegFile.BASELINE, 28, 28, 1).table(0, 0).table(0x10, 0);
    while (file.length() < length - content.length - 100) {
      file.segment(marker, content);
    }
    return file.scan(1, 0, 63, 0, new int[4]).end();
  }

  private byte[] filled(int with) {
    JpegFile file = JpegFile.frame(JpegFile.BASELINE, 28, 28, 1).table(0, 0).table(0x10, 0);
    while (file.length() < length - 100) {
      file.raw(with);
    }
    return file.scan(1, 0, 63, 0, new int[4]).end();
  }

  /** A block, a restart, a block, …, in as many scans as are allowed. */
  private byte[] restarts() {
    JpegFile file =
        JpegFile.frame(JpegFile.PROGRESSIVE, 1024, 1024, 1)
            .table(0, 0)
            .table(0x10, 0)
            .segment(0xdd, 0, 1)
            .scan(1, 0, 0, 0);
    for (int i = 0; i < 128 * 128; i++) {
      file.raw(0x7f).marker(0xd0 + i % 8);
    }
    while (file.length() < length - 60_000) {
      file.scan(1, 1, 63, 0);
      for (int i = 0; i < 128 * 128; i++) {
        file.raw(0x7f).marker(0xd0 + i % 8);
      }
    }
    return file.end();
  }

  private static byte[] largest(int filter, int type, int bits, boolean interlaced) {
    int side = 2048;
    int channels = type == PngFile.RGBA ? 4 : 1;
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int[][] passes =
        interlaced
            ? new int[][] {{8, 8}, {8, 8}, {8, 4}, {4, 4}, {4, 2}, {2, 2}, {2, 1}}
            : new int[][] {{1, 1}};
    for (int[] pass : passes) {
      byte[] line = new byte[1 + (side / pass[1] * channels * bits + 7) / 8];
      line[0] = (byte) filter;
      line[line.length / 2] = 5;
      for (int row = 0; row < side / pass[0]; row++) {
        lines.writeBytes(line);
      }
    }
    return PngFile.header(side, side, bits, type, interlaced)
        .chunk("IDAT", PngFile.deflated(lines.toByteArray()))
        .end();
  }

  private static byte[] wide(int height, int width) {
    byte[] lines = new byte[height * (1 + 8 * width)];
    for (int i = 0; i < height; i++) {
      lines[i * (1 + 8 * width)] = 4;
    }
    return PngFile.header(height, width, 16, PngFile.RGBA, false)
        .chunk("IDAT", PngFile.deflated(lines))
        .end();
  }

  /** Deflate blocks with tables of their own and no content. Source: RFC 1951, section 3.2.7. */
  private byte[] emptyBlocks() {
    Bits bits = new Bits();
    bits.write(0x0178, 16);
    while (bits.length() < length - 200) {
      bits.write(0b100, 3);
      bits.write(0, 5 + 5);
      bits.write(14, 4);
      // Lengths of the code of code lengths, in the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14
      // 1
      for (int symbol = 0; symbol < 18; symbol++) {
        bits.write(symbol == 2 ? 1 : symbol == 3 || symbol == 17 ? 2 : 0, 3);
      }
      // 18 is "0", 0 is "10" and 1 is "11", the first bit first: 256 zeros, one 1, and no distance.
      bits.write(0, 1);
      bits.write(127, 7);
      bits.write(0, 1);
      bits.write(107, 7);
      bits.write(0b11, 2);
      bits.write(0b01, 2);
      bits.write(0, 1);
    }
    return PngFile.header(28, 28, 8, PngFile.GRAY, false).chunk("IDAT", bits.bytes()).end();
  }

  private byte[] chunks(String type, int content) {
    byte[] data = PngFile.deflated(new byte[28 * 29]);
    PngFile file = PngFile.header(28, 28, 8, PngFile.GRAY, false);
    if (!type.equals("IDAT")) {
      file.chunk("IDAT", data);
    }
    int sent = 0;
    while (file.length() < length - 100) {
      byte[] next =
          type.equals("IDAT")
              ? Arrays.copyOfRange(data, sent, Math.min(data.length, sent + content))
              : new byte[content];
      file.chunk(type, next);
      sent += next.length;
    }
    if (type.equals("IDAT")) {
      file.chunk("IDAT", Arrays.copyOfRange(data, sent, data.length));
    }
    return file.end();
  }

  private byte[] inflating(String type) {
    byte[] zeros = PngFile.deflated(new byte[64 << 20]);
    PngFile file = PngFile.header(28, 28, 8, PngFile.GRAY, false);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {'x', 0, 0});
    content.writeBytes(zeros);
    while (file.length() + content.size() < length - 1000) {
      file.chunk(type, content.toByteArray());
    }
    return file.lines(new int[28 * 29]).end();
  }

  /** Writes numbers bit by bit, the lowest first. */
  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int held;
    private int count;

    void write(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        held |= (value >> i & 1) << count++;
        if (count == 8) {
          out.write(held);
          held = 0;
          count = 0;
        }
      }
    }

    int length() {
      return out.size();
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
