package dev.surprisal.stream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.cli.SettingsException;
import dev.surprisal.data.IdxFile;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes: a value, or the declared error with one line; nothing else. */
class ParsersFuzzTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);

  @TempDir static Path folder;

  @FuzzTest
  void imageOfAnyKind(FuzzedDataProvider data) {
    boolean resize = data.consumeBoolean();
    Optional<String> contentType =
        data.consumeBoolean() ? Optional.of(data.consumeString(40)) : Optional.empty();

    expectOutcome(
        new ImageDecoder(SHAPE, resize).decode(data.consumeRemainingAsBytes(), contentType));
  }

  @FuzzTest
  void png(byte[] bytes) {
    expectOutcome(new ImageDecoder(SHAPE, true).decode(bytes, Optional.of("image/png")));
  }

  @FuzzTest
  void jpeg(byte[] bytes) {
    expectOutcome(new ImageDecoder(SHAPE, true).decode(bytes, Optional.of("image/jpeg")));
  }

  @FuzzTest
  void idxFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("images-idx3-ubyte"), bytes);

    expectDeclared(() -> IdxFile.images(file));
    expectDeclared(() -> IdxFile.labels(file));
  }

  @FuzzTest
  void bundleManifest(byte[] bytes) throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.write(bundle.resolve("bundle.json"), bytes);
    Files.write(bundle.resolve("weights.safetensors"), new byte[0]);
    Files.write(bundle.resolve("calibration.safetensors"), new byte[0]);

    expectDeclared(() -> BundleFolder.read(bundle));
  }

  @FuzzTest
  void verdictMessage(byte[] bytes) {
    VerdictMessage.parse(bytes)
        .ifPresent(
            message -> {
              assertThat(message.line()).doesNotContain("\n", "\u001b");
              assertThat(message.id()).doesNotContain("/");
            });
  }

  @FuzzTest
  void kafkaSettings(FuzzedDataProvider data) {
    String servers = data.consumeString(60);
    String key = data.consumeString(40);
    String value = data.consumeRemainingAsString();

    expectDeclared(() -> new KafkaConnection(servers, Map.of(key, value)).printable());
  }

  private static void expectOutcome(Decoded decoded) {
    if (decoded instanceof Decoded.Image image) {
      assertThat(image.image().shape()).isEqualTo(SHAPE);
    } else {
      assertThat(((Decoded.Rejected) decoded).detail()).hasSizeLessThan(400).doesNotContain("\n");
    }
  }

  private static void expectDeclared(Runnable parsing) {
    try {
      parsing.run();
    } catch (BadInputException | SettingsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
