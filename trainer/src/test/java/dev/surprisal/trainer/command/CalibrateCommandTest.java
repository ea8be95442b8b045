package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of one site, brought to another site whose camera is noisier. */
class CalibrateCommandTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8);

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    model = folder.resolve("model");
    new SyntheticImages(SHAPE, 600, 1).writeTo(folder.resolve("clean.idx"));
    CommandRun run = train(model, "--epochs", 20);
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private static CommandRun train(Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", "--preset", "mlp-400"));
    arguments.addAll(List.of("--data", folder.resolve("clean.idx"), "--out", out));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void falseAlarmsOnTheSitesOwnImagesComeBackToTheRate() throws IOException {
    Path site = noisy("site.idx", 600, 5);
    Path fresh = noisy("fresh.idx", 1_000, 6);
    Path out = folder.resolve("site-model");

    CommandRun run = CommandRun.of("calibrate", "--model", model, "--images", site, "--out", out);

    assertThat(run.exit()).as(run.err()).isZero();
    LoadedBundle made = BundleFolder.read(out);
    assertThat(run.out())
        .contains("calibrated on 600 images", "at most 1.00 % of clean images", made.digest());
    assertThat(run.out()).containsPattern("of these (?:100|[89]\\d)\\.\\d\\d % would have alarmed");
    assertThat(alarms(model, fresh)).isGreaterThan(500);
    // 5 % of 1,000 is 50; its deviation is 7 from these images and 9 from the calibration's 600.
    assertThat(alarms(out, fresh)).isBetween(15L, 90L);
  }

  @Test
  void gateLetsTheSitesBundleTakeTheOthersPlaceAndNotTheReverse() throws IOException {
    Path out = folder.resolve("gated");
    Path json = folder.resolve("gate.json");
    Path fresh = noisy("gate-fresh.idx", 1_000, 10);
    Path odd = noisy("odd.idx", 50, 12);
    CommandRun.of(
        "calibrate", "--model", model, "--images", noisy("gate.idx", 600, 9), "--out", out);

    CommandRun fit = gate(out, model, fresh, odd, "--json", json);
    CommandRun unfit = gate(model, out, fresh, odd);

    assertThat(fit.exit()).as(fit.out() + fit.err()).isZero();
    assertThat(fit.out())
        .contains("it may take the other's place")
        .containsPattern("alarm rate of other on clean images (?:100|[89]\\d)\\.\\d\\d % \\[");
    JsonNode figures = new ObjectMapper().readTree(json.toFile()).path("against");
    assertThat(figures.path("this").path("alarms").asInt()).isEqualTo(alarms(out, fresh));
    assertThat(figures.path("other").path("alarms").asInt()).isEqualTo(alarms(model, fresh));
    assertThat(figures.path("sets").get(0).path("set").asText()).isEqualTo("odd");
    assertThat(figures.path("sets").get(0).path("images").asInt()).isEqualTo(50);
    assertThat(figures.path("objections")).isEmpty();
    assertThat(unfit.exit()).isEqualTo(1);
    assertThat(unfit.err())
        .containsPattern(
            "--against: the model should not take that one's place: its alarm rate is (?:100|[89]\\d)\\.\\d\\d %");
    assertThat(unfit.errorLines()).hasSize(1);
  }

  /** Counted anew from what score writes of the same images by each bundle. */
  @Test
  void gateCountsTheImagesThatOneOfTheTwoFindsAlone() throws IOException {
    Path other = folder.resolve("other-seed");
    Path json = folder.resolve("pairs.json");
    Path clean = folder.resolve("clean.idx");
    Path odd = noisy("odd-pairs.idx", 300, 13, 6);
    CommandRun trained = train(other, "--epochs", 20, "--seed", 2);
    assertThat(trained.exit()).as(trained.err()).isZero();

    CommandRun.of(
        "evaluate",
        "--model",
        other,
        "--against",
        model,
        "--normal",
        clean,
        "--anomalies",
        "odd=" + odd,
        "--false-alarm-rate",
        "0.05",
        "--json",
        json);

    boolean[] fresh = found(other, clean, odd);
    boolean[] former = found(model, clean, odd);
    int onlyFresh = 0;
    int onlyFormer = 0;
    for (int i = 0; i < fresh.length; i++) {
      onlyFresh += fresh[i] && !former[i] ? 1 : 0;
      onlyFormer += former[i] && !fresh[i] ? 1 : 0;
    }
    JsonNode row = new ObjectMapper().readTree(json.toFile()).at("/against/sets/0");
    assertThat(onlyFresh).isPositive();
    assertThat(onlyFormer).isPositive().isNotEqualTo(onlyFresh);
    assertThat(row.path("onlyThis").asInt()).isEqualTo(onlyFresh);
    assertThat(row.path("onlyOther").asInt()).isEqualTo(onlyFormer);
    assertThat(row.path("this").asDouble() - row.path("other").asDouble())
        .isCloseTo((onlyFresh - onlyFormer) / 300.0, within(1e-12));
  }

  /** Those that score higher than all but 5 in 100 of the clean ones. */
  private static boolean[] found(Path bundle, Path clean, Path images) throws IOException {
    double[] sorted = scores(bundle, clean);
    Arrays.sort(sorted);
    // Of 600 clean ones and the image itself 0.05 · 601 = 30 may be as high: 29 besides it.
    double threshold = sorted[sorted.length - 30];
    double[] scores = scores(bundle, images);
    boolean[] found = new boolean[scores.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = scores[i] > threshold;
    }
    return found;
  }

  private static double[] scores(Path bundle, Path images) throws IOException {
    Path table = folder.resolve("values.csv");
    CommandRun run = CommandRun.of("score", "--model", bundle, "--images", images, "--out", table);
    assertThat(run.exit()).as(run.err()).isZero();
    return Files.readAllLines(table).stream()
        .skip(1)
        .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[1]))
        .toArray();
  }

  @Test
  void gateNeedsBundlesForTheSameImages() throws IOException {
    Path other = Path.of("..", "model", "src", "test", "resources", "frozen", "surprise");
    Path clean = noisy("shapes.idx", 200, 11);

    CommandRun run = gate(model, other, clean, clean);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.errorLines()).hasSize(1);
    assertThat(run.err()).contains("--against: expected a bundle for images of 8x8");
  }

  private static CommandRun gate(
      Path bundle, Path former, Path clean, Path anomalies, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("evaluate", "--model", bundle, "--against", former, "--strict"));
    arguments.addAll(List.of("--normal", clean, "--anomalies", "odd=" + anomalies));
    arguments.addAll(List.of("--false-alarm-rate", "0.05"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void networksStayAndTheProvenanceSaysWhatChanged() throws IOException {
    Path site = noisy("site.idx", 600, 5);
    Path out = folder.resolve("kept");

    CommandRun.of("calibrate", "--model", model, "--images", site, "--out", out);

    Bundle old = BundleFolder.read(model).bundle();
    Bundle made = BundleFolder.read(out).bundle();
    assertThat(out.resolve(BundleFolder.WEIGHTS))
        .hasSameBinaryContentAs(model.resolve(BundleFolder.WEIGHTS));
    assertThat(made.name()).isEqualTo("kept");
    assertThat(meanGrey(made.residuals().usual())).isGreaterThan(meanGrey(old.residuals().usual()));
    assertThat(made.calibrations().get(made.defaultScore()).size()).isEqualTo(600);
    assertThat(made.provenance().settings())
        .containsEntry("calibrated-from", BundleFolder.read(model).digest())
        .containsEntry("calibration-data-sha256", pixelsSha256(site))
        .containsEntry("images-to-calibrate", "600")
        .containsEntry("trained-at", old.provenance().createdAt())
        .containsEntry("preset", old.provenance().settings().get("preset"));
    assertThat(made.provenance().dataSha256()).isEqualTo(old.provenance().dataSha256());
    assertThat(made.provenance().evaluation().keySet())
        .contains("held-out variance explained")
        .noneMatch(figure -> figure.contains("alarms"));
  }

  @Test
  void tooFewImagesForTheRateAreRefused() throws IOException {
    Path few = noisy("few.idx", 60, 7);
    Path out = folder.resolve("few");

    CommandRun run = CommandRun.of("calibrate", "--model", model, "--images", few, "--out", out);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("60 calibration images");
    assertThat(out.resolve("bundle.json")).doesNotExist();
    assertThat(
            CommandRun.of(
                    "calibrate",
                    "--model",
                    model,
                    "--images",
                    few,
                    "--out",
                    out,
                    "--false-alarm-rate",
                    "0.05")
                .exit())
        .isZero();
  }

  @Test
  void imagesThatTheModelCannotReconstructAreRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    byte[] pixels = new byte[200 * SHAPE.pixels()];
    for (int i = 0; i < pixels.length; i++) {
      boolean left = i % 8 < 4;
      pixels[i] = (byte) (left == (i / 64 % 3 == 0) ? 255 - random.nextInt(9) : 120);
    }
    Path other = write("other.idx", 200, pixels);

    CommandRun run =
        CommandRun.of(
            "calibrate", "--model", model, "--images", other, "--out", folder.resolve("other"));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("train a model on images like these");
    assertThat(run.errorLines()).hasSize(1);
  }

  private static long alarms(Path bundle, Path images) throws IOException {
    Path scores = folder.resolve("scores.csv");
    CommandRun run =
        CommandRun.of(
            "score",
            "--model",
            bundle,
            "--images",
            images,
            "--out",
            scores,
            "--false-alarm-rate",
            "0.05");
    assertThat(run.exit()).as(run.err()).isZero();
    return Files.readAllLines(scores).stream()
        .filter(row -> row.split(",", -1)[3].equals("true"))
        .count();
  }

  /** The same bars under more noise. */
  private static Path noisy(String name, int images, long seed) throws IOException {
    return noisy(name, images, seed, 25);
  }

  private static Path noisy(String name, int images, long seed, int most) throws IOException {
    SyntheticImages bars = new SyntheticImages(SHAPE, images, seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[images * SHAPE.pixels()];
    for (int i = 0; i < images; i++) {
      bars.image(i).copyTo(pixels, i * SHAPE.pixels());
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.min(255, (pixels[i] & 0xff) + random.nextInt(most));
    }
    return write(name, images, pixels);
  }

  private static Path write(String name, int images, byte[] pixels) throws IOException {
    byte[] file = new byte[16 + pixels.length];
    ByteBuffer.wrap(file).putInt(2051).putInt(images).putInt(8).putInt(8).put(pixels);
    return Files.write(folder.resolve(name), file);
  }

  private static double meanGrey(GrayImage image) {
    double sum = 0;
    for (byte pixel : image.toBytes()) {
      sum += pixel & 0xff;
    }
    return sum / image.shape().pixels();
  }

  private static String pixelsSha256(Path idx) throws IOException {
    byte[] file = Files.readAllBytes(idx);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(file, 16, file.length - 16);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
