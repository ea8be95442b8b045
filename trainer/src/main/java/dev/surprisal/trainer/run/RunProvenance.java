package dev.surprisal.trainer.run;

import dev.surprisal.bundle.Provenance;
import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.recipe.Recipe;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;

/** Where a model comes from: data, settings, versions, figures. */
final class RunProvenance {
  private RunProvenance() {}

  static Provenance of(String dataSha256, Recipe recipe, Map<String, Double> figures) {
    return new Provenance(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        dataSha256,
        recipe.settings().seed(),
        recipe.description(),
        Map.of(
            "surprisal", version(RunProvenance.class),
            "nd4j", version(org.nd4j.linalg.factory.Nd4j.class),
            "java", Runtime.version().toString(),
            "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "blasKernel",
                System.getenv().getOrDefault("OPENBLAS_CORETYPE", "chosen by the library")),
        figures);
  }

  private static String version(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Digest of the pixels alone, in order: the same for the same images in another format. */
  static String sha256(ImageSource images) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] pixels = new byte[images.shape().pixels()];
      for (int i = 0; i < images.size(); i++) {
        images.image(i).copyTo(pixels, 0);
        digest.update(pixels);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
