package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.score.ImageScorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that the user calls normal, from the command line to the verdicts. */
class InvariantTrainingTest {
  private static final int FRESH = 300;

  @TempDir Path folder;

  /** Clean images have their bar on the left. One in the other direction stays strange. */
  @Test
  void mirroredImagesAreNormalWhereTheUserSaysSo() throws IOException {
    Path images = folder.resolve("images");
    SplittableRandom random = new SplittableRandom(1);
    Bars onTheLeft = new Bars(0, 4, false, 30);
    onTheLeft.writeTo(images, 600, random);
    Path model = folder.resolve("model");

    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            images,
            "--out",
            model,
            "--preset",
            "mlp-400",
            "--epochs",
            10,
            "--batch",
            16,
            "--learning-rate",
            "0.003",
            "--invariant",
            "mirror");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("normal by --invariant: mirror; each image is fitted in 2 ways");
    Bundle bundle = BundleFolder.read(model).bundle();
    assertThat(bundle.provenance().settings()).containsEntry("invariant", "mirror");
    // 5 % of 300 are 15, with a deviation of 4, and of 6 from the 160 calibration images.
    assertThat(alarms(bundle, random, onTheLeft)).isLessThan(45);
    assertThat(alarms(bundle, random, new Bars(4, 4, false, 30))).isLessThan(45);
    assertThat(alarms(bundle, random, new Bars(0, 4, true, 30))).isGreaterThan(200);
  }

  private static long alarms(Bundle bundle, SplittableRandom random, Bars bars) {
    try (ImageScorer scorer =
        new ImageScorer(
            bundle.model(), bundle.residuals(), bundle.decision(bundle.defaultScore(), 0.05))) {
      return scorer.score(Stream.generate(() -> bars.next(random)).limit(FRESH).toList()).stream()
          .filter(scored -> scored.verdict().anomalous())
          .count();
    }
  }

  @Test
  void otherWordsAreWrongUsage() {
    CommandRun run =
        CommandRun.of("train", "--data", folder, "--out", folder, "--invariant", "upside-down");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("expected mirror, flip, rotate90, rotate180 or shift:N", "got 'upside-down'");
  }
}
