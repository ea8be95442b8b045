package dev.surprisal.stream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.cli.SettingsException;
import dev.surprisal.data.IdxFile;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.NumpyFile;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.image.Decoded;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.OwnHeaders;
import dev.surprisal.stream.watch.RejectedMessage;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes: a value, or the declared error with one line, and soon; nothing else. */
class ParsersFuzzTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);

  /** Of the thread's processor; much more than any parser takes for what Jazzer tries. */
  private static final Duration MOST = Duration.ofSeconds(2);

  private static final List<String> OWN_HEADERS =
      List.of(
          OwnHeaders.TOPIC,
          OwnHeaders.PARTITION,
          OwnHeaders.OFFSET,
          OwnHeaders.TIMESTAMP,
          OwnHeaders.DETAIL);

  private static final String CONTROL_CHARACTER = "(?s).*[\\p{Cc}\\p{Cf}].*";

  private static final ReadOptions QUIET =
      new ReadOptions(true, ImageDecoder.FULL_WHITE, notice -> {});

  @TempDir static Path folder;

  @FuzzTest
  void imageOfAnyKind(FuzzedDataProvider data) {
    boolean resize = data.consumeBoolean();
    Optional<String> contentType =
        data.consumeBoolean() ? Optional.of(data.consumeString(40)) : Optional.empty();

    expectOutcome(resize, data.consumeRemainingAsBytes(), contentType);
  }

  @FuzzTest
  void png(byte[] bytes) {
    expectOutcome(true, bytes, Optional.of("image/png"));
  }

  @FuzzTest
  void jpeg(byte[] bytes) {
    expectOutcome(true, bytes, Optional.of("image/jpeg"));
  }

  @FuzzTest
  void idxFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("images-idx3-ubyte"), bytes);

    expectDeclared(() -> IdxFile.images(file));
    expectDeclared(() -> IdxFile.labels(file));
  }

  @FuzzTest
  void npyFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("images.npy"), bytes);

    expectDeclared(() -> ImageFiles.open(file, QUIET));
  }

  @FuzzTest
  void npzFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("images.npz"), bytes);

    expectDeclared(() -> ImageFiles.open(file, QUIET));
    expectDeclared(() -> NumpyFile.test(file));
  }

  /** Jazzer's bytes are one array of a well-formed file. */
  @FuzzTest
  void arrayInAnNpzFile(byte[] bytes) throws IOException {
    Path file = folder.resolve("wrapped.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x_train.npy"));
      zip.write(bytes);
    }

    expectDeclared(() -> ImageFiles.open(file, QUIET));
  }

  @FuzzTest
  void anyFile(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("anything"), bytes);

    expectDeclared(() -> ImageFiles.open(file, QUIET));
  }

  @FuzzTest
  void checksums(byte[] bytes) throws IOException {
    Path beside = Files.createDirectories(folder.resolve("summed"));
    Path file = Files.write(beside.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 9});
    Files.write(beside.resolve("SHA256SUMS"), bytes);

    expectDeclared(() -> IdxFile.labels(file));
  }

  @FuzzTest
  void folderOfPictures(FuzzedDataProvider data) throws IOException {
    Path pictures = Files.createTempDirectory(folder, "pictures");
    List<Path> written = new ArrayList<>();
    for (int i = data.consumeInt(0, 3); i >= 0; i--) {
      String name = data.consumeString(12).replace('/', '_');
      byte[] bytes = data.consumeBytes(200);
      try {
        written.add(Files.write(pictures.resolve(name), bytes));
      } catch (InvalidPathException | IOException e) {
        // No such file can be, so none is read.
      }
    }

    expectDeclared(() -> ImageFiles.open(pictures, QUIET));
    for (Path file : written) {
      Files.deleteIfExists(file);
    }
    Files.delete(pictures);
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
              assertThat(message.line()).doesNotMatch(CONTROL_CHARACTER);
              assertThat(message.id()).doesNotContain("/");
            });
  }

  @FuzzTest
  void rejectedMessage(FuzzedDataProvider data) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("rejected", 0, 0, null, new byte[0]);
    for (String key : OWN_HEADERS) {
      if (data.consumeBoolean()) {
        record.headers().add(key, data.consumeBytes(40));
      }
    }
    RejectedMessage.parse(record)
        .ifPresent(
            message -> assertThat(message.id() + message.detail()).doesNotMatch(CONTROL_CHARACTER));
  }

  @FuzzTest
  void kafkaSettings(FuzzedDataProvider data) {
    String servers = data.consumeString(60);
    String key = data.consumeString(40);
    String value = data.consumeRemainingAsString();

    expectDeclared(() -> new KafkaConnection(servers, Map.of(key, value)).printable());
  }

  private static void expectOutcome(boolean resize, byte[] bytes, Optional<String> contentType) {
    long start = cpuNanos();
    Decoded decoded = new ImageDecoder(SHAPE, resize).decode(bytes, contentType);
    expectInTime(start);
    switch (decoded.kind()) {
      case IMAGE -> assertThat(((Decoded.Image) decoded).image().shape()).isEqualTo(SHAPE);
      case REJECTED ->
          assertThat(((Decoded.Rejected) decoded).detail())
              .hasSizeLessThan(400)
              .doesNotContain("\n");
    }
  }

  private static void expectDeclared(Runnable parsing) {
    long start = cpuNanos();
    try {
      parsing.run();
    } catch (BadInputException | SettingsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    expectInTime(start);
  }

  private static void expectInTime(long start) {
    assertThat(Duration.ofNanos(cpuNanos() - start)).isLessThan(MOST);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
