package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Images as NumPy's {@code .npz}, format 1.0; the same images give the same bytes. */
final class NumpyArchive {
  private static final int ALIGNMENT = 64;

  /** Magic, version and the header's length. */
  private static final int PREFIX = 10;

  private static final FileTime NO_TIME = FileTime.fromMillis(0);

  private NumpyArchive() {}

  /**
   * Writes {@code images.npy}, unsigned bytes of {@code [images, height, width]}.
   *
   * @param count how many images there are
   * @param beside further files in the archive, by their names
   */
  static void write(
      OutputStream out,
      ImageShape shape,
      int count,
      Iterator<GrayImage> images,
      Map<String, byte[]> beside)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(entry("images.npy"));
    zip.write(header(count, shape));
    while (images.hasNext()) {
      zip.write(images.next().toBytes());
    }
    zip.closeEntry();
    for (Map.Entry<String, byte[]> file : new TreeMap<>(beside).entrySet()) {
      zip.putNextEntry(entry(file.getKey()));
      zip.write(file.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(NO_TIME);
    return entry;
  }

  private static byte[] header(int images, ImageShape shape) {
    String words =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d, %d), }"
            .formatted(images, shape.height(), shape.width());
    int unpadded = PREFIX + words.length() + 1;
    String padded = words + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
    String prefix =
        "\u0093NUMPY\u0001\u0000"
            + (char) (padded.length() & 0xff)
            + (char) (padded.length() >>> 8);
    return (prefix + padded).getBytes(ISO_8859_1);
  }
}
