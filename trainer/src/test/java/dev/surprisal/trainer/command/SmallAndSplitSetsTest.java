package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets as users have them: few images, kinds in a folder each, a camera's fixed scene. */
class SmallAndSplitSetsTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8);

  @TempDir Path folder;

  /** 80 calibration images support 1/81 = 1.23 %, and the model is one to ship. */
  @Test
  void threeHundredImagesWithNoOptionsGiveABundle() throws IOException {
    Path images = new SyntheticImages(SHAPE, 300, 1).writeTo(folder.resolve("clean.idx"));
    Path model = folder.resolve("model");

    CommandRun run = CommandRun.of("train", "--data", images, "--out", model);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "300 images of 8x8: 200 to fit, 20 to choose the best epoch, 80 to calibrate",
            "warning: 80 calibration images support false-alarm rates from 1.23 % on");
    assertThat(run.out())
        .contains("at a set false-alarm rate of 1.23 %", "set: at most 1.23 % of clean images");
    Bundle bundle = BundleFolder.read(model).bundle();
    assertThat(bundle.preset()).isEqualTo("best");
    assertThat(bundle.defaultScore()).isEqualTo(Score.SURPRISE);
    assertThat(bundle.provenance().settings())
        .containsEntry("split", "shuffle")
        .containsEntry("group-by", "none")
        .containsEntry("images-to-calibrate", "80")
        .containsEntry("passes", "25");
    assertThat(bundle.provenance().versions().get("nd4j")).matches("1\\.0\\.0-M2\\.\\d");
    assertThat(Files.readString(model.resolve("report.html")))
        .contains("<td>nd4j</td>", "<td>data-sha256</td>", "<td>images-to-fit</td>")
        .doesNotContain("NaN");
    CommandRun evaluated =
        CommandRun.of(
            "evaluate", "--model", model, "--normal", images, "--anomalies", "same=" + images);
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    assertThat(evaluated.out())
        .doesNotContain("NaN")
        .containsPattern("same +surprise +\\S+ +\\S+ +– +– +\\S+ %")
        .contains("–: not supported; 80 calibration images support false-alarm rates from 1.23 %");
    CommandRun without = CommandRun.of("evaluate", "--model", model, "--suite", "all");
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.err()).contains("--normal: expected clean images");
  }

  /** With the last fifth of the names held out, one kind alone would be calibrated on. */
  @Test
  void kindsInFoldersAlarmNoMoreThanIsSet() throws IOException {
    Path images = folder.resolve("images");
    // The lying ones over a grey ground are harder to explain.
    Bars upright = new Bars(0, 8, false, 30);
    upright.writeTo(images.resolve("a"), 1000, new SplittableRandom(1));
    new Bars(0, 8, true, 120).writeTo(images.resolve("b"), 200, new SplittableRandom(2));
    Path fresh = folder.resolve("fresh");
    upright.writeTo(fresh, 500, new SplittableRandom(3));
    Path model = folder.resolve("model");

    CommandRun trained =
        CommandRun.of(
            "train",
            "--data",
            images,
            "--out",
            model,
            "--preset",
            "mlp-400",
            "--epochs",
            30,
            "--batch",
            16,
            "--latent",
            4,
            "--learning-rate",
            "0.003");
    CommandRun scored =
        CommandRun.of(
            "score",
            "--model",
            model,
            "--images",
            fresh,
            "--out",
            folder.resolve("scores.csv"),
            "--false-alarm-rate",
            "0.05");

    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(scored.exit()).as(scored.err()).isZero();
    long alarms =
        Files.readAllLines(folder.resolve("scores.csv")).stream()
            .filter(row -> row.split(",", -1)[3].equals("true"))
            .count();
    // 5 % of 500 set: 25, with a deviation of 9 from 160 calibration images and 5 from these.
    assertThat(alarms).isLessThan(65);
  }

  /** A few epochs of one pass are too few to learn the scene from scratch. */
  @Test
  void fixedSceneGivesABundle() throws IOException {
    for (double lighting : new double[] {0, 0.05}) {
      Path images = folder.resolve("scene-" + lighting + ".idx");
      writeScene(images, lighting);

      CommandRun run =
          CommandRun.of(
              "train",
              "--data",
              images,
              "--out",
              folder.resolve("m" + lighting),
              "--preset",
              "mlp-400",
              "--epochs",
              3);

      assertThat(run.exit()).as(run.err()).isZero();
    }
  }

  private static void writeScene(Path file, double lighting) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    byte[] bytes = new byte[16 + 400 * 256];
    System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 1, (byte) 144}, 0, bytes, 0, 8);
    bytes[11] = 16;
    bytes[15] = 16;
    for (int i = 0; i < 400; i++) {
      double light = 1 + lighting * random.nextDouble(-1, 1);
      for (int k = 0; k < 256; k++) {
        double scene = 120 + 60 * Math.sin(k % 16 / 2.0) + (k / 16 > 8 ? 30 : 0);
        bytes[16 + i * 256 + k] = (byte) Math.round(scene * light + 3 * random.nextGaussian());
      }
    }
    Files.write(file, bytes);
  }

  /** As 7-Zip unpacks MNIST's files. */
  @Test
  void mnistNamesWithADot() throws IOException {
    new SyntheticImages(SHAPE, 400, 1).writeTo(folder.resolve("train-images.idx3-ubyte"));
    new SyntheticImages(SHAPE, 30, 2).writeTo(folder.resolve("t10k-images.idx3-ubyte"));

    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            folder,
            "--out",
            folder.resolve("model"),
            "--preset",
            "mlp-400",
            "--epochs",
            20,
            "--batch",
            16,
            "--learning-rate",
            "0.003");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("test elbo, one sample");
  }
}
