package dev.surprisal.vae;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The environment variables that OpenBLAS reads when its library is loaded, and the values that
 * suit this machine. The launcher follows the same rule before it starts the JVM.
 */
final class BlasVariables {
  /** The kernel. */
  static final String CORE_TYPE = "OPENBLAS_CORETYPE";

  /** Threads of OpenMP; OpenBLAS takes it for its own where {@link #THREADS} is not set. */
  static final String OMP_THREADS = "OMP_NUM_THREADS";

  static final String THREADS = "OPENBLAS_NUM_THREADS";

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private BlasVariables() {}

  /** The variables that are not set, or empty, with the values to set them to. */
  static Map<String, String> missing(Map<String, String> environment, Set<String> cpuFlags) {
    Map<String, String> missing = new LinkedHashMap<>();
    if (value(environment, CORE_TYPE).isEmpty()) {
      coreTypeFor(cpuFlags).ifPresent(coreType -> missing.put(CORE_TYPE, coreType));
    }
    String threads = value(environment, OMP_THREADS).orElse("1");
    if (value(environment, OMP_THREADS).isEmpty()) {
      missing.put(OMP_THREADS, threads);
    }
    if (value(environment, THREADS).isEmpty()) {
      missing.put(THREADS, threads);
    }
    return missing;
  }

  static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * The fastest kernel of OpenBLAS 0.3.19 that runs on a processor with these flags. Empty where
   * its own choice stands: before AVX2, and with an AVX-512 that lacks a part, as Xeon Phi's.
   */
  static Optional<String> coreTypeFor(Set<String> cpuFlags) {
    if (cpuFlags.contains("avx512f")) {
      return cpuFlags.containsAll(List.of("avx512vl", "avx512bw", "avx512dq"))
          ? Optional.of("SkylakeX")
          : Optional.empty();
    }
    return cpuFlags.containsAll(List.of("avx2", "fma")) ? Optional.of("Haswell") : Optional.empty();
  }

  /** The first processor's flags; none where the system does not tell them like Linux on x86. */
  static Set<String> cpuFlags() {
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.copyOf(List.of(line.split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
