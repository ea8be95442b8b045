package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.vae.Likelihood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Gaussian likelihood from the command line to the bundle, the scores and the report. */
class GaussianTrainingTest {
  private static final ImageShape SHAPE = new ImageShape(6, 5);

  @TempDir Path folder;

  @Test
  void learnedVarianceIsTheErrorThatIsLeft() throws IOException {
    Bundle bundle = train(10, "--preset", "mlp-500-200");

    Likelihood.Gaussian learned = (Likelihood.Gaussian) bundle.model().vae().likelihood();
    ScoredSet scored = ScoredSet.of(bundle.model(), bundle.model().scores(), images());
    double squaredError = scored.mean(Score.MSE);
    // At the optimum the variance is the mean squared error of a sampled z, above that at the mean.
    assertThat(learned.variance()).isBetween(squaredError, 2.5 * squaredError).isLessThan(0.05);
    double expected =
        SHAPE.pixels()
            * (squaredError / (2 * learned.variance())
                + Math.log(2 * Math.PI * learned.variance()) / 2
                + Math.log(255));
    assertThat(scored.mean(Score.RECONSTRUCTION)).isCloseTo(expected, within(1e-2));
    assertThat(Arrays.stream(scored.values(Score.IWAE)).min().orElseThrow()).isPositive();
    assertThat(bundle.provenance().settings())
        .containsEntry("likelihood", "gaussian")
        .containsEntry("gaussian-variance", "learned");
    assertThat(bundle.provenance().evaluation().get("gaussian variance"))
        .isEqualTo(learned.variance());
    assertThat(Files.readString(folder.resolve("model").resolve("report.html")))
        .contains("<td>gaussian-variance</td>")
        .doesNotContain("NaN");
  }

  @Test
  void fixedVarianceStaysAndItsBundleScoresAndDraws() throws IOException {
    Bundle bundle = train(2, "--gaussian-variance", "0.02");
    Path table = folder.resolve("scores.csv");
    Path picture = folder.resolve("samples.png");

    CommandRun scored =
        CommandRun.of(
            "score", "--model", folder.resolve("model"), "--images", data(), "--out", table);
    CommandRun drawn =
        CommandRun.of("picture", "samples", "--model", folder.resolve("model"), "--out", picture);

    assertThat(bundle.model().vae().likelihood()).isEqualTo(new Likelihood.Gaussian(0.02));
    assertThat(bundle.defaultScore()).isEqualTo(Score.SURPRISE);
    assertThat(bundle.model().surprise().orElseThrow().background().likelihood())
        .isEqualTo(new Likelihood.Gaussian(0.02));
    assertThat(scored.exit()).as(scored.err()).isZero();
    assertThat(Files.readAllLines(table)).hasSize(1 + images().size());
    assertThat(drawn.exit()).as(drawn.err()).isZero();
    assertThat(picture).isNotEmptyFile();
  }

  private Bundle train(int epochs, Object... more) throws IOException {
    Object[] words = {
      "train",
      "--data",
      data(),
      "--out",
      folder.resolve("model"),
      "--likelihood",
      "gaussian",
      "--epochs",
      epochs,
      "--batch",
      10,
      "--latent",
      5,
      "--learning-rate",
      "0.003"
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.exit()).as(run.err()).isZero();
    return BundleFolder.read(folder.resolve("model")).bundle();
  }

  private Path data() throws IOException {
    return images().writeTo(folder.resolve("clean.idx"));
  }

  private static SyntheticImages images() {
    return new SyntheticImages(SHAPE, 1750, 1);
  }
}
