package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureCommandTest {
  private static final ImageShape SHAPE = new ImageShape(7, 7);

  @TempDir static Path folder;

  private static Path images;
  private static Path plane;
  private static Path wide;

  @BeforeAll
  static void train() throws IOException {
    images = new SyntheticImages(SHAPE, 900, 1).writeTo(folder.resolve("clean.idx"));
    plane = train("plane", 2, "--frames", "manifold");
    wide = train("wide", 5, "--frames", "samples");
  }

  private static Path train(String name, int latent, Object... more) {
    Path out = folder.resolve(name);
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            images,
            "--out",
            out,
            "--preset",
            "mlp-400",
            "--epochs",
            6,
            "--batch",
            20,
            "--learning-rate",
            "0.005",
            "--latent",
            latent,
            more[0],
            more[1]);
    assertThat(run.exit()).as(run.err()).isZero();
    return out;
  }

  /** A tile of a 7x7 image is 56 pixels, with a gap of 2 around each. */
  @ParameterizedTest
  @CsvSource({
    "samples,466,466",
    "reconstructions,582,234",
    "interpolation,698,234",
    "impute,582,176",
    "manifold,1162,1162",
    "latent,640,640"
  })
  void pictureHasItsTiles(String kind, int width, int height) throws IOException {
    Path out = folder.resolve(kind + ".png");

    CommandRun run =
        CommandRun.of("picture", kind, "--model", plane, "--images", images, "--out", out);

    assertThat(run.exit()).as(run.err()).isZero();
    BufferedImage picture = ImageIO.read(out.toFile());
    assertThat(picture.getWidth()).isEqualTo(width);
    assertThat(picture.getHeight()).isEqualTo(height);
  }

  @Test
  void animationShowsTheEpochs() {
    Path out = folder.resolve("run.gif");

    CommandRun run = CommandRun.of("picture", "animation", "--model", wide, "--out", out);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out).isNotEmptyFile();
  }

  @Test
  void whatCannotBeDrawnIsSaid() {
    CommandRun manifold =
        CommandRun.of("picture", "manifold", "--model", wide, "--out", folder.resolve("no.png"));
    CommandRun unknown =
        CommandRun.of("picture", "portrait", "--model", wide, "--out", folder.resolve("no.png"));

    assertThat(manifold.exit()).isEqualTo(1);
    assertThat(manifold.err()).contains("expected a model with 2 latent dimensions, got 5");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(folder.resolve("no.png")).doesNotExist();
  }
}
