package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bundles written on 2026-11-26 and 27 and not to be written again: what users have on their disks
 * must load and score to the same numbers. One has convolutions and a Gaussian likelihood, one
 * dense layers and what the score surprise needs in format version 1, one that of version 2, and
 * one has the terms that version 2 was given later.
 */
class FrozenBundleTest {
  private static final Path FOLDER = Path.of("src/test/resources/frozen");
  private static final ImageShape SHAPE = new ImageShape(6, 5);

  /** By NumPy from the files, in double precision; reconstruction and KL in nats. */
  @ParameterizedTest
  @CsvSource({
    "convolution, 0, 175.727944, 0.431707, NaN",
    "convolution, 1, 188.955983, 0.612406, NaN",
    "convolution, 2, 198.408036, 0.674049, NaN",
    "surprise, 0, 28.609905, 5.409888, 2.745379",
    "surprise, 1, 26.547023, 6.375822, 1.623851",
    "surprise, 2, 26.810198, 3.566594, 0.770820",
    "local, 0, 28.609905, 5.409888, 17.133808",
    "local, 1, 26.547023, 6.375822, 12.993530",
    "local, 2, 26.810198, 3.566594, 12.110021",
    "sharpness, 0, 28.609905, 5.409888, 22.279725",
    "sharpness, 1, 26.547023, 6.375822, 17.482900",
    "sharpness, 2, 26.810198, 3.566594, 15.551899"
  })
  void scoresStayTheSame(
      String name, int image, double reconstructionNats, double klNats, double surprise) {
    Model model = BundleFolder.read(FOLDER.resolve(name)).bundle().model();
    Set<Score> wanted = model.surprise().isPresent() ? Set.of(Score.SURPRISE) : Set.of();

    Scores scores;
    try (ScorePass pass = new ScorePass(model, wanted)) {
      scores = pass.score(List.of(image(image))).get(0);
    }

    assertThat(scores.reconstructionNats()).isEqualTo(reconstructionNats, within(1e-3));
    assertThat(scores.klNats()).isEqualTo(klNats, within(1e-3));
    if (Double.isNaN(surprise)) {
      assertThat(scores.surprise()).isNaN();
    } else {
      assertThat(scores.surprise()).isEqualTo(surprise, within(1e-3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"convolution", "surprise", "local", "sharpness"})
  void bundleIsWrittenAgainToTheSameBytes(String name, @TempDir Path copy) throws Exception {
    Path frozen = FOLDER.resolve(name);
    LoadedBundle loaded = BundleFolder.read(frozen);

    assertThat(BundleFolder.write(loaded.bundle(), loaded.golden(), copy))
        .isEqualTo(loaded.digest());

    for (String file : List.of("bundle.json", "weights.safetensors", "calibration.safetensors")) {
      assertThat(Files.readAllBytes(copy.resolve(file)))
          .isEqualTo(Files.readAllBytes(frozen.resolve(file)));
    }
  }

  private static GrayImage image(int k) {
    byte[] pixels = new byte[SHAPE.pixels()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37 + 90 * k * k);
    }
    return GrayImage.of(SHAPE, pixels);
  }
}
