package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.image.PngEncoder;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.SyntheticImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final ImageShape SHAPE = new ImageShape(6, 5);

  @TempDir static Path folder;

  private static CommandRun trained;
  private static Path bundle;
  private static Path images;

  @BeforeAll
  static void train() throws IOException {
    images = new SyntheticImages(SHAPE, 3000, 1).writeTo(folder.resolve("clean.idx"));
    bundle = folder.resolve("bundle");
    trained = CommandRun.of(arguments(bundle));
  }

  private static Object[] arguments(Path out) {
    return new Object[] {
      "train",
      "--preset",
      "mlp-400",
      "--data",
      images,
      "--out",
      out,
      "--epochs",
      4,
      "--batch",
      32,
      "--latent",
      4,
      "--seed",
      7,
      "--learning-rate",
      "0.003"
    };
  }

  @Test
  void bundleLoadsWithACalibrationOfEachScore() {
    Bundle loaded = BundleFolder.read(bundle).bundle();

    assertThat(loaded.preset()).isEqualTo("mlp-400");
    assertThat(loaded.model().shape()).isEqualTo(SHAPE);
    assertThat(loaded.calibrations().keySet()).isEqualTo(loaded.model().scores());
    assertThat(loaded.calibrations().get(Score.ELBO).size()).isEqualTo(400);
    assertThat(loaded.provenance().seed()).isEqualTo(7);
  }

  @Test
  void warnsOfWhatEveryModelMustFind() {
    assertThat(trained.errorLines())
        .filteredOn(text -> text.startsWith("warning: score elbo misses black (AUROC 0."))
        .hasSize(1);
  }

  @Test
  void oneLineAnEpochTellsTheBoundAndItsParts() {
    Pattern line =
        Pattern.compile(
            "epoch [1-4]/4 {2}−ELBO [\\d.]+ = reconstruction [\\d.]+ \\+ KL [\\d.]+ nats,"
                + " \\d+ images/s(, \\d+:\\d\\d left)?, held out [\\d.]+( \\(an earlier epoch was better\\))?");

    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.errorLines())
        .filteredOn(text -> text.startsWith("epoch"))
        .hasSize(4)
        .allMatch(text -> line.matcher(text).matches());
    assertThat(trained.out()).contains("held-out elbo, one sample", "weights SHA-256 ");
  }

  @Test
  void reportIsOneFileThatNeedsNoOther() throws IOException {
    String page = Files.readString(bundle.resolve("report.html"));

    assertThat(page)
        .contains(
            "<polyline",
            "data:image/png;base64,",
            "upside down",
            "hole, small",
            "class='strip'",
            "<td>latent</td>");
    assertThat(page).doesNotContain("{{", "http:", "https:", "<script", "<link", "NaN");
  }

  @Test
  void sameSeedGivesTheSameWeightsToTheBit() throws IOException {
    Path again = folder.resolve("again");

    CommandRun second = CommandRun.of(arguments(again));

    assertThat(second.out()).isEqualTo(trained.out());
    assertThat(again.resolve(BundleFolder.WEIGHTS))
        .hasSameBinaryContentAs(bundle.resolve(BundleFolder.WEIGHTS));
  }

  @Test
  void scoresOfTheTrainingImagesAreMostlyNormal() throws IOException {
    Path table = folder.resolve("scores.csv");

    CommandRun run = CommandRun.of("score", "--model", bundle, "--images", images, "--out", table);

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> rows = Files.readAllLines(table);
    assertThat(rows.get(0))
        .startsWith("index,score,p_value,anomalous,elbo_nats,reconstruction_nats,kl_nats");
    assertThat(rows).hasSize(3001);
    assertThat(rows.stream().filter(row -> row.split(",", -1)[3].equals("true")).count())
        .isBetween(3L, 90L);
    String[] first = rows.get(1).split(",", -1);
    assertThat(Double.parseDouble(first[4]))
        .isCloseTo(
            Double.parseDouble(first[5]) + Double.parseDouble(first[6]),
            org.assertj.core.api.Assertions.within(1e-5));
  }

  @Test
  void everyRowNamesItsFileAndABrokenPictureCanBeLeftOut() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("a,b"));
    ImageSource clean = ImageFiles.open(images);
    Files.write(pictures.resolve("one.png"), PngEncoder.encodeOne(clean.image(0)));
    Files.write(pictures.resolve("two.png"), PngEncoder.encodeOne(clean.image(1)));
    Files.writeString(pictures.resolve("broken.png"), "text");
    Path table = folder.resolve("named.csv");

    CommandRun run =
        CommandRun.of(
            "score", "--model", bundle, "--images", pictures, "--out", table, "--skip-broken");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("2 images read; skipped 1 as broken (broken.png)");
    List<String> rows = Files.readAllLines(table);
    assertThat(rows.get(0)).endsWith(",file,index_in_file");
    assertThat(rows.get(2)).endsWith(",\"" + pictures.resolve("two.png") + "\",0");
  }

  @Test
  void onePictureIsScored() throws IOException {
    Path picture = folder.resolve("one.png");
    Files.write(picture, PngEncoder.encodeOne(ImageFiles.open(images).image(0)));
    Path table = folder.resolve("one.csv");

    CommandRun run = CommandRun.of("score", "--model", bundle, "--images", picture, "--out", table);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.readAllLines(table)).hasSize(2);
  }

  @Test
  void onlyTheModelThatIsTrustedScores() throws Exception {
    Path privateKey = folder.resolve("private.pem");
    Path publicKey = folder.resolve("public.pem");
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(privateKey, pem("PRIVATE KEY", keys.getPrivate()));
    Files.writeString(publicKey, pem("PUBLIC KEY", keys.getPublic()));
    Path table = folder.resolve("trusted.csv");
    Object[] score = {"score", "--model", bundle, "--images", images, "--out", table};

    CommandRun unsigned = CommandRun.of(with(score, "--model-key", publicKey));
    CommandRun signed = CommandRun.of("sign", "--model", bundle, "--key", privateKey);
    String digest = signed.out().replaceFirst("(?s).*SHA-256 ([0-9a-f]{64}): .*", "$1");
    CommandRun trusted =
        CommandRun.of(with(score, "--model-key", publicKey, "--model-digest", digest));
    CommandRun another = CommandRun.of(with(score, "--model-digest", "0".repeat(64)));
    CommandRun half = CommandRun.of(with(score, "--model-digest", digest.substring(32)));

    assertThat(unsigned.exit()).isEqualTo(1);
    assertThat(unsigned.errorLines()).hasSize(1).allMatch(text -> text.contains("got none"));
    assertThat(signed.exit()).as(signed.err()).isZero();
    assertThat(trusted.exit()).as(trusted.err()).isZero();
    assertThat(another.exit()).isEqualTo(1);
    assertThat(another.errorLines()).hasSize(1).allMatch(text -> text.endsWith("got " + digest));
    assertThat(half.exit()).isEqualTo(2);
    assertThat(half.err()).contains("--model-digest", "expected 64 digits");
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private static String pem(String label, Key key) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(key.getEncoded()), label);
  }

  @Test
  void aFolderOfKindsIsJudgedWithAVerdictAndAPictureOfTheMisses() throws IOException {
    ImageSource clean = ImageFiles.open(images);
    Path kinds = folder.resolve("kinds");
    for (int i = 0; i < 12; i++) {
      byte[] pixels = clean.image(i).toBytes();
      Path same = Files.createDirectories(kinds.resolve("same")).resolve(i + ".png");
      Files.write(same, PngEncoder.encodeOne(clean.image(i)));
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (byte) (255 - (pixels[k] & 0xff));
      }
      Path negative = Files.createDirectories(kinds.resolve("negative")).resolve(i + ".png");
      Files.write(negative, PngEncoder.encodeOne(GrayImage.of(SHAPE, pixels)));
    }
    Path sheet = folder.resolve("misses.png");
    Object[] evaluate = {"evaluate", "--model", bundle, "--normal", images, "--anomalies", kinds};

    CommandRun run = CommandRun.of(with(evaluate, "--misses", sheet));
    CommandRun nothing = CommandRun.of(with(evaluate, "--anomalies", folder.resolve("none")));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines().findFirst().orElseThrow())
        .startsWith(
            "finds 50 % [31, 69] of 24 anomalies at 1 %; blind to: same (0 % of 12); alarms on ");
    assertThat(run.out())
        .contains("| negative, 12 ", "missed, a row each in " + sheet + ": same (12)")
        .doesNotContain("NaN");
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertThat(drawn.getWidth()).isGreaterThan(12 * SHAPE.width());
    assertThat(nothing.exit()).isEqualTo(1);
    assertThat(nothing.err()).contains("--anomalies: expected NAME=FILE or a folder of pictures");
  }

  @Test
  void invertedImagesAreFound() throws IOException {
    Path strange = folder.resolve("strange.idx");
    byte[] bytes = Files.readAllBytes(images);
    for (int i = 16; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - bytes[i]);
    }
    Files.write(strange, bytes);
    Path json = folder.resolve("evaluation.json");

    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            bundle,
            "--normal",
            images,
            "--anomalies",
            "inverted=" + strange,
            "--json",
            json);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("inverted +elbo +1\\.0000 +1\\.0000");
    assertThat(json).content().contains("\"set\" : \"inverted\"", "\"0.01\" : 1.0");
  }
}
