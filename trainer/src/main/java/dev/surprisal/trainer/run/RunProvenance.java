package dev.surprisal.trainer.run;

import dev.surprisal.bundle.Provenance;
import dev.surprisal.vae.Blas;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** A bundle's provenance: data, settings, versions, figures. */
final class RunProvenance {
  private RunProvenance() {}

  static Provenance of(
      String dataSha256, long seed, Map<String, String> settings, Map<String, Double> figures) {
    return new Provenance(
        now(),
        dataSha256,
        seed,
        settings,
        Map.of(
            "surprisal", version(RunProvenance.class),
            "nd4j", nd4jVersion(),
            "java", Runtime.version().toString(),
            "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "blasKernel", Blas.kernel()),
        figures);
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** ND4J's jars name their version in Maven's file only. */
  private static String nd4jVersion() {
    String file = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    try (InputStream in = Nd4j.class.getResourceAsStream(file)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String version(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }
}
