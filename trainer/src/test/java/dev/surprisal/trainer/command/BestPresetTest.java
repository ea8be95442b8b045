package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.Sha256;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Explanation.Reason;
import dev.surprisal.score.ImageScorer;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scored;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The preset that fits three networks on two threads. */
class BestPresetTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8);

  @TempDir Path folder;

  @Test
  void sameSeedSameWeightsAndTheScoreFindsABlankFrame() throws IOException {
    Path images = new SyntheticImages(SHAPE, 3000, 1).writeTo(folder.resolve("clean.idx"));

    Path once = train(images, "once");
    Path again = train(images, "again");

    assertThat(Sha256.of(again.resolve("weights.safetensors")))
        .isEqualTo(Sha256.of(once.resolve("weights.safetensors")));
    Bundle bundle = BundleFolder.read(once).bundle();
    assertThat(bundle.defaultScore()).isEqualTo(Score.SURPRISE);
    assertThat(bundle.calibrations().get(Score.SURPRISE).size()).isEqualTo(400);
    Scored blank = score(bundle, List.of(GrayImage.of(SHAPE, new byte[64]))).get(0);
    assertThat(blank.verdict().anomalous()).isTrue();
    assertThat(blank.explanation().orElseThrow().reasons())
        .isNotEmpty()
        .extracting(Reason::share)
        .allMatch(share -> share > 0 && share <= 1);
    SyntheticImages clean = new SyntheticImages(SHAPE, 1000, 2);
    long alarms =
        score(bundle, IntStream.range(0, 1000).mapToObj(clean::image).toList()).stream()
            .filter(scored -> scored.verdict().anomalous())
            .count();
    // 1 % set; the threshold of 400 calibration images is itself uncertain: mean 10, deviation 6.
    assertThat(alarms).isLessThan(35);
  }

  private Path train(Path images, String name) {
    Path out = folder.resolve(name);
    CommandRun run =
        CommandRun.of(
            "train",
            "--preset",
            "best",
            "--data",
            images,
            "--out",
            out,
            "--epochs",
            6,
            "--batch",
            32,
            "--learning-rate",
            "0.003",
            "--seed",
            3);
    assertThat(run.exit()).as(run.err()).isZero();
    return out;
  }

  private static List<Scored> score(Bundle bundle, List<GrayImage> images) {
    try (ImageScorer scorer =
        new ImageScorer(
            bundle.model(), bundle.residuals(), bundle.decision(Score.SURPRISE, 0.01))) {
      return scorer.score(images);
    }
  }
}
