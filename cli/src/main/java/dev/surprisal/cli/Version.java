package dev.surprisal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code --version} prints: what a bug report needs to say.
 *
 * @param blasKernel asks the BLAS library, which loading takes a moment, for its kernel's name
 */
record Version(Supplier<String> blasKernel) implements IVersionProvider {
  private static final String BUILD = "build.properties";

  @Override
  public String[] getVersion() {
    Properties build = build();
    return new String[] {
      "surprisal   " + build.getProperty("version"),
      "commit      " + build.getProperty("commit"),
      "Java        %s, %s"
          .formatted(System.getProperty("java.version"), System.getProperty("java.vm.name")),
      "BLAS kernel " + blasKernel.get()
    };
  }

  /** Version and commit as Maven wrote them into the jar; the commit is "unknown" without Git. */
  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(BUILD)) {
      build.load(in);
      return build;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
