package dev.surprisal.vae;

import static dev.surprisal.vae.BlasVariables.CORE_TYPE;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.surprisal.file.NativeCache;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/**
 * The process's OpenBLAS. Before its library is loaded, this class sets the environment variables
 * that the library reads, each only where it is not set, to the values that the launcher would set:
 *
 * <ul>
 *   <li>{@code OPENBLAS_CORETYPE}, the kernel, by the processor's flags in {@code /proc/cpuinfo}:
 *       OpenBLAS 0.3.19 does not know newer processors and would run at a quarter of their speed;
 *   <li>{@code OMP_NUM_THREADS} to 1, and {@code OPENBLAS_NUM_THREADS} to the same number: BLAS
 *       threads that wait for each other on a busy machine slow a product down.
 * </ul>
 *
 * <p>A library is loaded once per process. Where other code loads OpenBLAS first, as ND4J does, set
 * the variables before the JVM starts.
 */
public final class Blas {
  /** OpenBLAS's name among the libraries that JavaCPP has loaded. */
  private static final String LIBRARY = "openblas@.0";

  private static final Optional<String> CORE_TYPE_IN_FORCE = prepare();

  private Blas() {}

  /**
   * The kernel that runs, as OpenBLAS names it: {@code SkylakeX}, {@code Haswell}, {@code Zen} and
   * so on; {@code unknown} if the library cannot be loaded or asked.
   */
  public static String kernel() {
    try {
      Loader.load(openblas.class);
      return NativeLibrary.getInstance(Loader.getLoadedLibraries().get(LIBRARY))
          .getFunction("openblas_get_corename")
          .invokeString(new Object[0], false);
    } catch (RuntimeException | LinkageError e) {
      return "unknown";
    }
  }

  /** The kernel that was asked for, or that runs; empty if OpenBLAS was left to choose. */
  static Optional<String> coreType() {
    return CORE_TYPE_IN_FORCE;
  }

  /**
   * {@code out = left·right + beta·out}, all row-major; each pointer begins at its position.
   *
   * @param left {@code [rows, inner]}, whose rows are {@code leftStride} values apart
   * @param right {@code [inner, columns]}, without gaps
   * @param out {@code [rows, columns]}, whose rows are {@code outStride} values apart
   */
  static void multiply(
      int rows,
      int columns,
      int inner,
      FloatPointer left,
      int leftStride,
      FloatPointer right,
      float beta,
      FloatPointer out,
      int outStride) {
    openblas.cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasNoTrans,
        rows,
        columns,
        inner,
        1f,
        left,
        leftStride,
        right,
        columns,
        beta,
        out,
        outStride);
  }

  private static Optional<String> prepare() {
    NativeCache.choose();
    Map<String, String> environment = System.getenv();
    Optional<String> given = BlasVariables.value(environment, CORE_TYPE);
    Map<String, String> missing = BlasVariables.missing(environment, BlasVariables.cpuFlags());
    if (missing.isEmpty()) {
      return given;
    }
    if (Loader.getLoadedLibraries().containsKey(LIBRARY)) {
      return Optional.of(kernel());
    }
    boolean set = setInThisProcess(missing);
    return given.or(() -> Optional.ofNullable(missing.get(CORE_TYPE)).filter(name -> set));
  }

  /**
   * False where it cannot be done, as without a writable temporary folder; OpenBLAS then chooses.
   */
  private static boolean setInThisProcess(Map<String, String> variables) {
    try {
      Function setenv = NativeLibrary.getProcess().getFunction("setenv");
      return variables.entrySet().stream()
          .allMatch(
              variable ->
                  setenv.invokeInt(new Object[] {variable.getKey(), variable.getValue(), 1}) == 0);
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }
}
