package dev.surprisal.benchmarks.stream;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.benchmarks.Vaes;
import dev.surprisal.benchmarks.WeightFiles;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.Provenance;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the one VAE that all contestants score by: as a bundle, and as plain files for Python. It
 * is calibrated on the digits that the contest sends, so that one in a hundred is anomalous; a
 * candidate beside it on half of them. Arguments: the top folder, the folder to write.
 */
public final class ModelFiles {
  private ModelFiles() {}

  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[1]);
    Vae vae = Vaes.mlp400();
    Model model = new Model(vae, Optional.empty());
    List<GrayImage> digits =
        Arrays.stream(Digits.test(Path.of(args[0], "data"), 10_000))
            .map(bytes -> GrayImage.of(vae.shape(), bytes))
            .toList();
    try (ScorePass pass = new ScorePass(model, EnumSet.of(Score.ELBO))) {
      double[] clean = pass.score(digits).stream().mapToDouble(Scores::elboNats).toArray();
      BundleFolder.write(bundle(model, clean), target.resolve("bundle"));
      double[] half = Arrays.copyOf(clean, clean.length / 2);
      BundleFolder.write(bundle(model, half), target.resolve("candidate"));
      Path plain = Files.createDirectories(target.resolve("plain"));
      WeightFiles.write(vae, plain);
      Files.write(plain.resolve("images"), digits.get(0).toBytes());
      Files.write(plain.resolve("clean"), littleEndian(new Calibration(clean).scores()));
    }
  }

  private static Bundle bundle(Model model, double[] clean) {
    ImageShape shape = model.vae().shape();
    return new Bundle(
        "untrained",
        "mlp-400",
        model,
        Score.ELBO,
        Map.of(Score.ELBO, new Calibration(clean)),
        new Residuals(GrayImage.of(shape, new byte[shape.pixels()])),
        new Provenance("1970-01-01T00:00:00Z", "", 1, Map.of(), Map.of(), Map.of()));
  }

  private static byte[] littleEndian(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }
}
