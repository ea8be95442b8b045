package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlasTest {
  /** Started by the tests: prints the kernel that a process of its own runs. */
  static final class Main {
    public static void main(String[] arguments) {
      new Dense(1, 1, Activation.IDENTITY, new float[1], new float[1]);
      System.out.println(Blas.kernel());
    }
  }

  @Test
  void userWhoHasChosenGetsThatKernel() throws Exception {
    assertThat(kernelOfAProcess(Map.of("OPENBLAS_CORETYPE", "Nehalem"))).isEqualTo("Nehalem");
  }

  @Test
  void processWithoutALauncherGetsTheKernelForItsProcessor() throws Exception {
    Set<String> flags = BlasVariables.cpuFlags();
    String kernel = kernelOfAProcess(Map.of());
    assertThat(kernel).isEqualTo(BlasVariables.coreTypeFor(flags).orElse(kernel));
  }

  private static String kernelOfAProcess(Map<String, String> variables) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"));
    builder.environment().putAll(variables);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
