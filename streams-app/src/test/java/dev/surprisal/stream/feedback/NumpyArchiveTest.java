package dev.surprisal.stream.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class NumpyArchiveTest {
  /** What NumPy 1.24 saves of [[[1, 2, 3]], [[4, 5, 255]]] as unsigned bytes. */
  private static final String BY_NUMPY =
      "934e554d5059010076007b276465736372273a20277c7531272c2027666f727472616e5f6f72646572273a2046616c7365"
          + "2c20277368617065273a2028322c20312c2033292c207d"
          + "20".repeat(55)
          + "0a010203"
          + "0405ff";

  @Test
  void arrayIsAsNumPySavesIt() throws IOException {
    ImageShape shape = new ImageShape(1, 3);
    List<GrayImage> images =
        List.of(
            GrayImage.of(shape, new byte[] {1, 2, 3}),
            GrayImage.of(shape, new byte[] {4, 5, (byte) 255}));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    NumpyArchive.write(
        out, shape, 2, images.iterator(), Map.of("provenance.json", "{}".getBytes(UTF_8)));

    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      ZipEntry array = zip.getNextEntry();
      assertThat(array.getName()).isEqualTo("images.npy");
      assertThat(HexFormat.of().formatHex(zip.readAllBytes())).isEqualTo(BY_NUMPY);
      assertThat(zip.getNextEntry().getName()).isEqualTo("provenance.json");
      assertThat(zip.readAllBytes()).asString(UTF_8).isEqualTo("{}");
    }
  }
}
