package dev.surprisal.stream.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.Trust;
import dev.surprisal.data.Sha256;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Model;
import dev.surprisal.score.ScorePass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/**
 * The parsers behind a bundle's digests: the harness computes every digest anew, as a forger would,
 * so that the bytes themselves are met. What is accepted is also scored with.
 */
class BundleFuzzTest {
  private static final Path FROZEN = Path.of("../model/src/test/resources/frozen/convolution");
  private static final String WEIGHTS = "weights.safetensors";
  private static final String CALIBRATION = "calibration.safetensors";
  private static final String PLACEHOLDER = "0".repeat(64);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More would take a larger part of the heap than a small image's model may. */
  private static final int MAX_PIXELS = 1 << 12;

  @TempDir static Path folder;

  @FuzzTest
  void weights(byte[] bytes) throws IOException {
    readWith(WEIGHTS, bytes);
  }

  @FuzzTest
  void calibration(byte[] bytes) throws IOException {
    readWith(CALIBRATION, bytes);
  }

  /** The seed has zeros for its own digest; where they are changed, the digest is wrong. */
  @FuzzTest
  void layers(byte[] bytes) throws IOException {
    copy(WEIGHTS);
    copy(CALIBRATION);
    write("bundle.json", signed(new String(bytes, UTF_8)).getBytes(UTF_8));
    read();
  }

  /** The file that {@code --model-key} names, and a signature that no key of it made. */
  @FuzzTest
  void modelKeys(FuzzedDataProvider data) throws IOException {
    for (String name : List.of("bundle.json", WEIGHTS, CALIBRATION)) {
      copy(name);
    }
    write("bundle.sig", data.consumeBytes(66));
    write("keys.pem", data.consumeRemainingAsBytes());

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> BundleFolder.read(folder, Trust.signedBy(folder.resolve("keys.pem"))))
        .satisfies(BundleFuzzTest::expectOneLine);
    Files.delete(folder.resolve("bundle.sig"));
  }

  private static void readWith(String name, byte[] bytes) throws IOException {
    copy(WEIGHTS);
    copy(CALIBRATION);
    write(name, bytes);
    ObjectNode manifest = (ObjectNode) JSON.readTree(FROZEN.resolve("bundle.json").toFile());
    manifest.put("sha256", PLACEHOLDER);
    ((ObjectNode) manifest.path("files").path(name))
        .put("bytes", bytes.length)
        .put("sha256", Sha256.of(bytes));
    write("bundle.json", signed(JSON.writeValueAsString(manifest)).getBytes(UTF_8));
    read();
  }

  private static void read() {
    Model model;
    try {
      model = BundleFolder.read(folder).bundle().model();
    } catch (BadInputException e) {
      expectOneLine(e);
      return;
    }
    ImageShape shape = model.shape();
    if (shape.pixels() <= MAX_PIXELS) {
      try (ScorePass pass = new ScorePass(model, Set.of())) {
        assertThat(pass.score(List.of(GrayImage.of(shape, new byte[shape.pixels()])))).hasSize(1);
      }
    }
  }

  private static void expectOneLine(BadInputException e) {
    assertThat(e.getMessage()).isNotBlank().hasLineCount(1).doesNotContain("\u001b", "\u202e");
  }

  private static String signed(String text) {
    int at = text.indexOf(PLACEHOLDER);
    return at < 0
        ? text
        : text.substring(0, at)
            + Sha256.of(text.getBytes(UTF_8))
            + text.substring(at + PLACEHOLDER.length());
  }

  private static void copy(String name) throws IOException {
    write(name, Files.readAllBytes(FROZEN.resolve(name)));
  }

  private static void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }
}
