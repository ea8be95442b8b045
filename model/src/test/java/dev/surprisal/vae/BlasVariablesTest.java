package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasVariablesTest {
  private static final Set<String> HASWELL = Set.of("sse2", "avx2", "fma");

  /** Flags as /proc/cpuinfo lists them, and the launcher's own answer beside the library's. */
  @ParameterizedTest
  @CsvSource({
    "flags : fpu sse2 avx avx2 fma avx512f avx512dq avx512bw avx512vl, SkylakeX", // Skylake server
    "flags : sse2 avx2 fma avx512f avx512dq avx512cd avx512bw avx512vl avx512_bf16, SkylakeX", // Zen 4
    "flags : sse2 avx2 fma avx512f avx512pf avx512er avx512cd, ''", // Xeon Phi
    "flags : sse2 avx f16c fma avx2 bmi2, Haswell", // Haswell, Zen 1 to 3
    "flags : sse2 avx avx2, ''", // a hypervisor that hides fma
    "flags : sse2 sse4_2 avx, ''", // Sandy Bridge
    "flags : sse2 avx2x fmax xavx512f, ''", // names that only contain the flags
    "'', ''" // not x86
  })
  void launcherAndLibraryChooseTheSameKernel(String line, String kernel) throws Exception {
    assertThat(BlasVariables.coreTypeFor(Set.copyOf(List.of(line.split("\\s+")))).orElse(""))
        .isEqualTo(kernel);
    assertThat(launcher("core_type \"$1\"", line, Map.of())).isEqualTo(kernel);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "4, ''", "'', 2", "4, 2"})
  void launcherAndLibrarySetTheSameThreads(String omp, String blas) throws Exception {
    Map<String, String> given =
        Map.of("OMP_NUM_THREADS", omp, "OPENBLAS_NUM_THREADS", blas, "OPENBLAS_CORETYPE", "Zen");

    Map<String, String> missing = BlasVariables.missing(given, HASWELL);

    String print = "choose_blas; echo $OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $OPENBLAS_CORETYPE";
    assertThat(
            "%s %s %s"
                .formatted(
                    missing.getOrDefault("OMP_NUM_THREADS", omp),
                    missing.getOrDefault("OPENBLAS_NUM_THREADS", blas),
                    missing.getOrDefault("OPENBLAS_CORETYPE", "Zen")))
        .isEqualTo(launcher(print, "", given));
  }

  @Test
  void nothingThatIsSetIsChanged() {
    Map<String, String> all =
        Map.of("OMP_NUM_THREADS", "3", "OPENBLAS_NUM_THREADS", "2", "OPENBLAS_CORETYPE", "Zen");
    assertThat(BlasVariables.missing(all, HASWELL)).isEmpty();
    assertThat(BlasVariables.missing(Map.of(), HASWELL))
        .isEqualTo(
            Map.of(
                "OMP_NUM_THREADS",
                "1",
                "OPENBLAS_NUM_THREADS",
                "1",
                "OPENBLAS_CORETYPE",
                "Haswell"));
  }

  private static String launcher(String command, String argument, Map<String, String> variables)
      throws IOException, InterruptedException {
    String script = "source '%s'; %s".formatted(Path.of("../surprisal").toAbsolutePath(), command);
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script, "bash", argument);
    builder.environment().putAll(variables);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
