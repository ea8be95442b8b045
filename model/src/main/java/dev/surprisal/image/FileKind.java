package dev.surprisal.image;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * What a file is by its first bytes: the kinds that people hand over as images, so that an error
 * can say what it got. Sources: the formats' own specifications.
 */
public enum FileKind {
  PNG("a PNG image", true, "89504e470d0a1a0a"),
  JPEG("a JPEG image", true, "ffd8ff"),
  GIF("a GIF image", true, "474946383961|474946383761"),
  BMP("a BMP image", true, ""),
  TIFF("a TIFF image", true, "49492a00|4d4d002a|49492b00|4d4d002b"),
  WEBP("a WebP image", true, ""),
  HEIF("a HEIC or AVIF image", true, ""),
  JPEG_2000("a JPEG 2000 image", true, "0000000c6a5020200d0a870a|ff4fff51"),
  JPEG_XL("a JPEG XL image", true, "ff0a|0000000c4a584c200d0a870a"),
  PGM("a PGM or PPM image", true, ""),
  VIDEO("a video", false, "1a45dfa3|000001ba|000001b3"),
  IDX_IMAGES("an IDX file of images", false, "00000803"),
  IDX_LABELS("an IDX file of labels", false, "00000801"),
  NUMPY("a NumPy array", false, "934e554d5059"),
  ZIP("a ZIP file", false, "504b0304|504b0506|504b0708"),
  GZIP("a gzip file", false, "1f8b"),
  ARCHIVE("an archive", false, "526172211a07|377abcaf271c|fd377a585a00|425a68|28b52ffd"),
  TAR("a tar archive", false, ""),
  HDF5("an HDF5 file", false, "894844460d0a1a0a"),
  MATLAB("a MATLAB file", false, "4d41544c4142"),
  PICKLE("a Python pickle", false, "8002|8003|8004|8005"),
  PARQUET("a Parquet file", false, "50415231"),
  PDF("a PDF document", false, "25504446"),
  TEXT("text", false, ""),
  OTHER("bytes of no kind that is known", false, "");

  /** How many of the first bytes {@link #of} looks at; it takes longer and shorter arrays too. */
  public static final int HEAD = 512;

  private static final int LONGEST_MAGIC = 12;

  private final String words;
  private final boolean image;
  private final String magics;

  /**
   * @param magics first bytes, in hexadecimal, separated by bars; may be empty
   */
  FileKind(String words, boolean image, String magics) {
    this.words = words;
    this.image = image;
    this.magics = magics;
  }

  /** As in a sentence: "a PNG image". */
  public String words() {
    return words;
  }

  /** Whether it is a picture in a format of its own. */
  public boolean image() {
    return image;
  }

  /**
   * @param head a file's first {@value #HEAD} bytes, or all that it has
   */
  public static FileKind of(byte[] head) {
    String first = HexFormat.of().formatHex(head, 0, Math.min(head.length, LONGEST_MAGIC));
    for (FileKind kind : values()) {
      if (!kind.magics.isEmpty()
          && Stream.of(kind.magics.split("\\|")).anyMatch(first::startsWith)) {
        return kind;
      }
    }
    if (at(head, 0, "RIFF")) {
      return at(head, 8, "WEBP") ? WEBP : at(head, 8, "AVI ") ? VIDEO : OTHER;
    }
    if (at(head, 4, "ftyp")) {
      return at(head, 8, "hei") || at(head, 8, "mif1") || at(head, 8, "avi") ? HEIF : VIDEO;
    }
    if (at(head, 257, "ustar")) {
      return TAR;
    }
    // The four reserved bytes, which are zero, keep text that begins with BM out.
    if (at(head, 0, "BM") && at(head, 6, new byte[4])) {
      return BMP;
    }
    if (netpbm(head)) {
      return PGM;
    }
    return text(head) ? TEXT : OTHER;
  }

  private static boolean netpbm(byte[] head) {
    return head.length > 3
        && head[0] == 'P'
        && head[1] >= '1'
        && head[1] <= '6'
        && Character.isWhitespace(head[2]);
  }

  private static boolean text(byte[] head) {
    for (byte b : head) {
      boolean control = b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r';
      if (control) {
        return false;
      }
    }
    return head.length > 0
        && !new String(head, 0, Math.max(1, head.length - 3), StandardCharsets.UTF_8)
            .contains("\ufffd");
  }

  private static boolean at(byte[] head, int from, String text) {
    return at(head, from, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean at(byte[] head, int from, byte[] expected) {
    if (head.length < from + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (head[from + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
