package dev.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.BundleFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program that README and Javadoc show compiles, runs without the launcher, and is the same.
 */
class DetectorExampleTest {
  private static final Pattern IN_README =
      Pattern.compile("```java\\n(import dev\\.surprisal\\.Detector;.*?)```", Pattern.DOTALL);
  private static final Pattern IN_JAVADOC =
      Pattern.compile("<pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);

  @TempDir private Path folder;

  @BeforeEach
  void compile() throws Exception {
    Path source = folder.resolve("Inspect.java");
    Files.writeString(source, readme());
    String classPath = System.getProperty("java.class.path");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all,-path",
                "-Werror",
                "-cp",
                classPath,
                "-d",
                folder.toString(),
                source.toString());
    assertThat(result).isZero();
    BundleFolder.write(DetectorTest.bundle(-2f), folder.resolve("model"));
  }

  @Test
  void anomalousImageIsExplained() throws Exception {
    assertThat(run(DetectorTest.white(12)))
        .containsExactly(
            "p-value 0.01", "anomalous: its score as a whole, of which no term stands out");
  }

  @Test
  void cleanImageHasItsPValue() throws Exception {
    assertThat(run(DetectorTest.white(3))).containsExactly("p-value 0.67");
  }

  @Test
  void whatIsNoImageSaysWhy() throws Exception {
    assertThat(run(new byte[3]))
        .containsExactly("expected 16 raw bytes (4x4) or a PNG or JPEG, got 3 bytes");
  }

  @Test
  void javadocShowsTheSameProgram() throws Exception {
    String source = Files.readString(Path.of("src/main/java/dev/surprisal/Detector.java"));
    Matcher found = IN_JAVADOC.matcher(source);
    assertThat(found.find()).isTrue();
    assertThat(found.group(1).replaceAll("(?m)^ \\* ?", "")).isEqualTo(readme());
  }

  private static String readme() throws Exception {
    Matcher found = IN_README.matcher(Files.readString(Path.of("../README.md")));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private List<String> run(byte[] image) throws Exception {
    Path file = Files.write(folder.resolve("image"), image);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                classPath,
                "Inspect",
                folder.resolve("model").toString(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.lines().toList();
  }
}
