package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.data.Sha256;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Convolution;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.DoubleVae;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.PatchGrid;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFolderTest {
  private static final List<String> FILES =
      List.of("bundle.json", "calibration.safetensors", "weights.safetensors");

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsRead() {
    Bundle written = BundleOnDisk.bundle();
    String digest = BundleFolder.write(written, folder);

    LoadedBundle loaded = BundleFolder.read(folder);

    Bundle read = loaded.bundle();
    assertThat(read.name()).isEqualTo("digits");
    assertThat(read.preset()).isEqualTo("mlp-13");
    assertThat(read.defaultScore()).isEqualTo(Score.SURPRISE);
    assertThat(read.provenance()).isEqualTo(written.provenance());
    assertThat(read.calibrations().get(Score.ELBO).scores()).containsExactly(1, 1, 3, 4, 5);
    assertThat(read.decision(Score.ELBO, 0.5).decide(elbo(4)).pValue()).isEqualTo(0.5);
    assertThat(loaded.digest())
        .isEqualTo(digest)
        .isEqualTo(Sha256.of(folder.resolve(FILES.get(0))));
    assertThat(score(read.model())).isEqualTo(score(written.model()));
  }

  @Test
  void sameBundleIsTheSameBytes() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second/deeper");
    BundleFolder.write(BundleOnDisk.bundle(), first);
    BundleFolder.write(BundleFolder.read(first).bundle(), second);
    for (String name : FILES) {
      assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
    }
  }

  @Test
  void convolutionsAreKept() {
    // 3 × 3 patches of 3 × 3 pixels, every 2 pixels, on 6 × 5 pixels; 4 filters.
    PatchGrid grid = new PatchGrid(6, 5, 1, 3, 2);
    Vae vae =
        new Vae(
            BundleOnDisk.SHAPE,
            3,
            List.of(
                new Convolution(grid, 4, false, Activation.RELU, ramp(36), ramp(4)),
                new Dense(36, 6, Activation.IDENTITY, ramp(216), ramp(6))),
            List.of(
                new Dense(3, 36, Activation.TANH, ramp(108), ramp(36)),
                new Convolution(grid, 4, true, Activation.IDENTITY, ramp(36), ramp(1))),
            Likelihood.BERNOULLI);
    Bundle bundle = BundleOnDisk.bundle();
    Model model = new Model(vae, bundle.model().surprise());
    BundleFolder.write(
        new Bundle(
            "n",
            "p",
            model,
            Score.ELBO,
            bundle.calibrations(),
            bundle.residuals(),
            bundle.provenance()),
        folder);

    Model read = BundleFolder.read(folder).bundle().model();

    assertThat(score(read)).isEqualTo(score(model));
  }

  @Test
  void gaussianLikelihoodIsKeptWithItsVariance() {
    Vae bernoulli = DoubleVae.random(BundleOnDisk.SHAPE, 3, Activation.TANH, 3);
    Vae vae =
        new Vae(
            BundleOnDisk.SHAPE,
            3,
            bernoulli.encoder(),
            bernoulli.decoder(),
            new Likelihood.Gaussian(0.0123));
    Bundle bundle = BundleOnDisk.bundle();
    Model model = new Model(vae, Optional.empty());
    BundleFolder.write(
        new Bundle(
            "n",
            "p",
            model,
            Score.ELBO,
            Map.of(Score.ELBO, bundle.calibrations().get(Score.ELBO)),
            bundle.residuals(),
            bundle.provenance()),
        folder);

    Model read = BundleFolder.read(folder).bundle().model();

    assertThat(read.vae().likelihood()).isEqualTo(new Likelihood.Gaussian(0.0123));
    assertThat(score(read)).isEqualTo(score(model));
  }

  private static float[] ramp(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (i - n / 2f) / (2 * n);
    }
    return values;
  }

  @Test
  void nothingButTheThreeFilesIsWritten() throws IOException {
    BundleFolder.write(BundleOnDisk.bundle(), folder);
    BundleFolder.write(BundleOnDisk.bundle(), folder);
    assertThat(names(folder)).containsExactlyElementsOf(FILES);
  }

  @Test
  void folderThatWasInterruptedIsRefusedAndHoldsNoDrafts() throws IOException {
    // A folder of the same name stops the calibration's move, after the weights'.
    Path obstacle = Files.createDirectory(folder.resolve("calibration.safetensors"));
    Files.createFile(obstacle.resolve("file"));
    assertThatThrownBy(() -> BundleFolder.write(BundleOnDisk.bundle(), folder))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(obstacle + ": cannot be written: ")
        .hasLineCount(1);
    assertThat(names(folder)).containsExactly("calibration.safetensors", "weights.safetensors");
    expectRefused(folder, folder + ": no model bundle, bundle.json is missing");
  }

  @Test
  void writeInterruptedOverAnOlderBundleIsRefused(@TempDir Path newer) throws IOException {
    BundleOnDisk older = new BundleOnDisk(folder);
    Bundle bundle = BundleOnDisk.bundle();
    BundleFolder.write(
        new Bundle(
            bundle.name(),
            bundle.preset(),
            new Model(
                DoubleVae.random(BundleOnDisk.SHAPE, 3, Activation.TANH, 3),
                bundle.model().surprise()),
            bundle.defaultScore(),
            bundle.calibrations(),
            bundle.residuals(),
            bundle.provenance()),
        newer);
    Files.copy(
        newer.resolve("weights.safetensors"),
        older.weights(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    expectRefused(folder, older.weights() + ": expected 14768 bytes (from bundle.json), got ");
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path out = file.resolve("model");
    assertThatThrownBy(() -> BundleFolder.write(BundleOnDisk.bundle(), out))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(out + ": the bundle cannot be written: ")
        .hasLineCount(1);
  }

  @Test
  void folderThatIsNotThereIsNamedWithWhatToDo() {
    Path nowhere = folder.resolve("nowhere");
    expectRefused(
        nowhere,
        nowhere
            + ": no model bundle, bundle.json is missing;"
            + " expected a folder that a training wrote");
  }

  @Test
  void scoreWithoutCalibrationIsRefusedWithTheOnesThereAre() {
    assertThatThrownBy(() -> BundleOnDisk.bundle().decision(Score.KL, 0.5))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "score: expected one of [elbo, surprise] (what this bundle is calibrated for), got kl");
  }

  private static void expectRefused(Path folder, String message) {
    assertThatThrownBy(() -> BundleFolder.read(folder))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(message)
        .hasLineCount(1);
  }

  private static List<Scores> score(Model model) {
    List<GrayImage> images = DoubleVae.images(BundleOnDisk.SHAPE, 20, 1);
    try (ScorePass pass = new ScorePass(model, EnumSet.allOf(Score.class))) {
      return pass.score(images);
    }
  }

  private static Scores elbo(double nats) {
    return new Scores(nats, 0, 0, Double.NaN, Double.NaN, java.util.Optional.empty());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
