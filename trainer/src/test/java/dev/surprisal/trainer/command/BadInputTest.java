package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gives by mistake ends in one line, the right exit code, and no file. */
class BadInputTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4);

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void chooseOutput() {
    out = folder.resolve("out");
  }

  @Test
  void everyOptionIsOnTheListOfBothProgramsSettings() {
    assertThat(CommandLines.unlistedSettings(Trainer.class)).isEmpty();
  }

  @Test
  void missingFile() throws IOException {
    expectFailure("no such file", train(folder.resolve("nowhere")));
  }

  @Test
  void labelsForImages() throws IOException {
    Path labels = Files.write(folder.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});

    expectFailure("expected an IDX3 file (magic 2051), got magic 2049", train(labels));
  }

  @Test
  void wrongMagic() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "these are no images at all");

    expectFailure("got text", train(text));
  }

  @Test
  void truncated() throws IOException {
    Path whole = clean(800);
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length - 1));

    expectFailure("the file is truncated", train(whole));
  }

  @Test
  void emptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    expectFailure(empty.toString(), train(empty));
  }

  @Test
  void folderOfMixedSizes() throws IOException {
    Path mixed = pngs();
    Files.write(mixed.resolve("z.png"), png(new ImageShape(5, 4)));

    expectFailure(mixed.resolve("z.png") + ": expected 4x4, as in ", train(mixed));
  }

  @Test
  void corruptPngInAFolder() throws IOException {
    Path mixed = pngs();
    byte[] bytes = png(SHAPE);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(mixed.resolve("z.png"), bytes);

    expectFailure(mixed.resolve("z.png") + ": ", train(mixed));
  }

  @Test
  void npzWithoutImages() throws IOException {
    Path file = folder.resolve("labels.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("labels.npy"));
      String header = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n";
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) header.length(), 0});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(new byte[8]);
    }

    expectFailure(
        file
            + ": expected x_train, train_images or one array of unsigned bytes, [images, height, width], got 0",
        train(file));
  }

  private Path pngs() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.write(mixed.resolve("a.png"), png(SHAPE));
    Files.write(mixed.resolve("b.png"), png(SHAPE));
    return mixed;
  }

  private static byte[] png(ImageShape shape) {
    return PngEncoder.encodeOne(new SyntheticImages(shape, 1, 1).image(0));
  }

  @Test
  void testImagesOfAnotherSize() throws IOException {
    Path test =
        new SyntheticImages(new ImageShape(5, 4), 10, 2).writeTo(folder.resolve("test.idx"));

    expectFailure("expected images of 4x4", train(clean(800), "--test", test));
  }

  @Test
  void imagesThatAreAllEqual() throws IOException {
    byte[] bytes = Files.readAllBytes(clean(800));
    Arrays.fill(bytes, 16, bytes.length, (byte) 99);
    Path equal = Files.write(folder.resolve("equal.idx"), bytes);

    expectFailure("expected images that differ, got 800 equal ones", train(equal));
  }

  @Test
  void aMustPassRowMissedWhenStrict() throws IOException {
    CommandRun run = train(clean(800), "--strict", "", "--epochs", 8, "--batch", 16);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("no bundle written: score elbo misses ");
    assertThat(filesIn(out)).isEmpty();
  }

  @Test
  void tooFewToCalibrateOn() throws IOException {
    expectFailure("expected at least 100 images", train(clean(99)));
  }

  @Test
  void fewerThanABatch() throws IOException {
    CommandRun run = train(clean(800), "--batch", 700);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("batch size: expected at most the 534 images to fit on, got 700");
    assertThat(filesIn(out)).isEmpty();
  }

  @Test
  void outputThatIsAFile() throws IOException {
    Files.writeString(out, "in the way");

    CommandRun run = train(clean(800));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errorLines()).hasSize(1);
    assertThat(run.err()).contains("expected a folder that can be written to, got a file");
    assertThat(out).hasContent("in the way");
  }

  @Test
  void qualityBelowTheBar() throws IOException {
    CommandRun run = train(clean(800), "--epochs", 1, "--learning-rate", "0.0000001");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errorLines()[2]).contains("no bundle written", "expected at least 10.0 %");
    assertThat(filesIn(out)).isEmpty();
  }

  @Test
  void lossThatIsNoNumber() throws IOException {
    CommandRun run = train(clean(800), "--learning-rate", "9", "--epochs", 40);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(filesIn(out)).isEmpty();
  }

  @Test
  void wrongUsage() throws IOException {
    Path images = clean(800);

    expectUsage("--latent: expected at least 1, got 0", train(images, "--latent", 0));
    expectUsage(
        "learning rate: expected above 0, below 10, got NaN",
        train(images, "--learning-rate", "NaN"));
    expectUsage("epochs: expected at least 1", train(images, "--epochs", 0));
    expectUsage("did you mean mlp-400?", train(images, "--preset", "mlp-40"));
    expectUsage(
        "--gaussian-variance: expected --likelihood gaussian beside it",
        train(images, "--gaussian-variance", "0.1"));
    expectUsage(
        "expected learned or a number from 1.0E-4 to 1.0, got '0'",
        train(images, "--likelihood", "gaussian", "--gaussian-variance", "0"));
    expectUsage(
        "expected grey pixels, --binarize none, got dynamic",
        train(images, "--likelihood", "gaussian", "--binarize", "dynamic"));
    expectUsage(
        "--split: expected shuffle with images that are grouped by folder, got tail",
        train(images, "--split", "tail", "--group-by", "folder"));
    expectUsage(
        "expected folder, prefix, prefix:SEPARATOR or pattern:REGEX, got 'name'",
        train(images, "--group-by", "name"));
    expectUsage("Missing required option", CommandRun.of("train", "--data", images));
  }

  @Test
  void scoringWithoutABundle() throws IOException {
    CommandRun run =
        CommandRun.of(
            "score", "--model", folder.resolve("none"), "--images", clean(10), "--out", out);

    expectFailure("no model bundle, bundle.json is missing", run);
  }

  @Test
  void scoringImagesOfAnotherSize() throws IOException {
    Path model = folder.resolve("model");
    assertThat(train(clean(800), "--out", model, "--epochs", 8, "--batch", 16).exit()).isZero();
    Path other =
        new SyntheticImages(new ImageShape(5, 4), 10, 2).writeTo(folder.resolve("other.idx"));

    CommandRun run = CommandRun.of("score", "--model", model, "--images", other, "--out", out);

    expectFailure("expected images of 4x4, as the model was trained on, got 5x4", run);
    expectFailure(
        "--false-alarm-rate: expected at least",
        CommandRun.of(
            "score",
            "--model",
            model,
            "--images",
            clean(10),
            "--out",
            out,
            "--false-alarm-rate",
            "0.001"));
    expectFailure(
        "cannot be written",
        CommandRun.of(
            "score",
            "--model",
            model,
            "--images",
            clean(10),
            "--out",
            folder.resolve("no/such/folder.csv")));
  }

  private Path clean(int count) throws IOException {
    return new SyntheticImages(SHAPE, count, 1).writeTo(folder.resolve("clean-" + count + ".idx"));
  }

  private CommandRun train(Path data, Object... more) {
    Map<Object, Object> options = new LinkedHashMap<>();
    options.put("--data", data);
    options.put("--out", out);
    options.put("--epochs", 2);
    options.put("--latent", 2);
    options.put("--preset", "mlp-400");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    List<Object> words = new ArrayList<>(List.of("train"));
    options.forEach((option, value) -> Collections.addAll(words, option, value));
    // A flag takes no value.
    words.removeIf(""::equals);
    return CommandRun.of(words.toArray());
  }

  private void expectFailure(String message, CommandRun run) throws IOException {
    assertThat(run.err()).contains(message);
    assertThat(run.errorLines()).hasSize(1);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(filesIn(out)).isEmpty();
  }

  private void expectUsage(String message, CommandRun run) throws IOException {
    assertThat(run.err()).contains(message);
    assertThat(run.errorLines()).hasSize(1);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(filesIn(out)).isEmpty();
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder) ? List.of(folder) : List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
