package dev.surprisal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is given instead of images is named, with what to do. */
class ImageFilesTest {
  @TempDir Path folder;

  @Test
  void tableOfTextComesWithARecipe() throws IOException {
    expectRefusal(
        Files.writeString(folder.resolve("train.csv"), "label,pixel0\n5,0\n"),
        "got text; if each row holds a label and the pixels of an image, convert it: np.save('images.npy', np.loadtxt('train.csv'");
  }

  @Test
  void zipOfPicturesIsToBeUnpacked() throws IOException {
    Path file = folder.resolve("imgs.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write(1);
    }

    expectRefusal(file, "got a ZIP file; unpack it and pass the folder");
  }

  @Test
  void brokenZipIsNamed() throws IOException {
    expectRefusal(
        Files.writeString(folder.resolve("b.zip"), "PK\3\4xxxxxxxxxxxxxxxx"),
        "expected a ZIP file, got a broken one");
  }

  @Test
  void packedTarIsToBeUnpacked() throws IOException {
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(tar);
    }

    expectRefusal(Files.write(folder.resolve("a.tar"), tar), "got a tar archive; unpack it");
    expectRefusal(
        Files.write(folder.resolve("a.tgz"), out.toByteArray()),
        "got a tar archive, gzipped; unpack it");
  }

  @ParameterizedTest
  @CsvSource({
    "474946383961, 'got a GIF image; convert it: magick '",
    "424d460000000000000036, 'got a BMP image'",
    "49492a00, 'got a TIFF image'",
    "524946460000000057454250, 'got a WebP image'",
    "0000001c667479706865696300000000, 'got a HEIC or AVIF image'",
    "0000001c6674797061766966, 'got a HEIC or AVIF image'",
    "0000001866747970697 36f6d, 'got a video; save its frames: ffmpeg '",
    "1a45dfa3, 'got a video'",
    "255044462d312e37, 'got a PDF document'",
    "894844460d0a1a0a, 'got an HDF5 file'",
    "800495, 'got a Python pickle'"
  })
  void otherKindsAreNamed(String hex, String got) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex.replace(" ", ""));
    expectRefusal(Files.write(folder.resolve("file"), Arrays.copyOf(head, 600)), got);
  }

  @Test
  @Timeout(20)
  void pipeIsRefusedAndNotOpened() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    expectRefusal(pipe, "expected a file or folder, got a pipe, socket or device");
  }

  @Test
  @Timeout(20)
  void deviceWithoutEndIsRefused() {
    expectRefusal(Path.of("/dev/zero"), "expected a file or folder, got a pipe, socket or device");
  }

  @Test
  void idxFileOfThreeGibibytesIsRefused() throws IOException {
    Path file = folder.resolve("big-idx3-ubyte");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeInt(2051);
      sparse.writeInt(3 << 20);
      sparse.writeInt(32);
      sparse.writeInt(32);
      sparse.setLength(16 + (3L << 30));
    }

    expectRefusal(file, "expected at most 2147483631 bytes of data, the header says 3221225472");
  }

  @Test
  void mnistFilesAreFoundByAllTheirNames() throws IOException {
    assertThat(IdxFile.find(folder, "train-images-idx3-ubyte")).isEmpty();
    for (String name :
        new String[] {
          "train-images.idx3-ubyte",
          "train-images.idx3-ubyte.gz",
          "train-images-idx3-ubyte",
          "train-images-idx3-ubyte.gz"
        }) {
      Files.createFile(folder.resolve(name));
      assertThat(IdxFile.find(folder, "train-images-idx3-ubyte")).contains(folder.resolve(name));
    }
  }

  private static void expectRefusal(Path file, String message) {
    assertThatThrownBy(() -> ImageFiles.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }
}
