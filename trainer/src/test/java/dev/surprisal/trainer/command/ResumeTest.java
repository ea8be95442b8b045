package dev.surprisal.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is killed and resumed ends with the weights of a run that was left alone. */
@Timeout(180)
class ResumeTest {
  private static final ImageShape SHAPE = new ImageShape(6, 5);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1,mlp-400", "2,mlp-bn", "5,mlp-400", "3,gaussian"})
  void killedRunGoesOnToTheSameBits(int killedAfter, String preset) throws Exception {
    // Given
    Path images = new SyntheticImages(SHAPE, 900, 1).writeTo(folder.resolve("clean.idx"));
    Path whole = folder.resolve("whole");
    Path broken = folder.resolve("broken");
    assertThat(CommandRun.of(arguments(images, whole, preset)).exit()).isZero();
    kill(killedAfter, arguments(images, broken, preset));
    assertThat(broken.resolve("training.checkpoint")).exists();

    // When
    List<Object> words = new ArrayList<>(List.of(arguments(images, broken, preset)));
    words.add("--resume");
    CommandRun resumed = CommandRun.of(words.toArray());

    // Then
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.errorLines())
        .filteredOn(line -> line.startsWith("epoch "))
        .hasSizeLessThanOrEqualTo(6 - killedAfter);
    assertThat(broken.resolve(BundleFolder.WEIGHTS))
        .hasSameBinaryContentAs(whole.resolve(BundleFolder.WEIGHTS));
    assertThat(broken.resolve("training.checkpoint")).doesNotExist();
  }

  @Test
  void interruptedRunEndsWithItsBundleAndItsReport() throws IOException, InterruptedException {
    Path images = new SyntheticImages(SHAPE, 900, 1).writeTo(folder.resolve("clean.idx"));
    Path out = folder.resolve("out");
    List<Object> words = new ArrayList<>(List.of(arguments(images, out, "mlp-400")));
    words.set(words.indexOf("--epochs") + 1, 100_000);

    String rest = end(ProcessHandle::destroy, 2, words.toArray());

    assertThat(rest).contains("weights SHA-256").doesNotContain("Exception");
    assertThat(BundleFolder.read(out).bundle().preset()).isEqualTo("mlp-400");
    assertThat(out.resolve("report.html")).content().endsWith("</html>\n");
  }

  @Test
  void resumingWithOtherSettingsIsRefused() throws IOException, InterruptedException {
    Path images = new SyntheticImages(SHAPE, 900, 1).writeTo(folder.resolve("clean.idx"));
    Path out = folder.resolve("out");
    kill(1, arguments(images, out, "mlp-400"));

    CommandRun other =
        CommandRun.of("train", "--data", images, "--out", out, "--seed", 4, "--resume");
    List<Object> words = new ArrayList<>(List.of(arguments(images, out, "mlp-400")));
    Collections.addAll(words, "--split", "tail", "--resume");
    CommandRun otherSplit = CommandRun.of(words.toArray());
    CommandRun none =
        CommandRun.of("train", "--data", images, "--out", folder.resolve("empty"), "--resume");

    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("--resume: expected the stopped run's");
    assertThat(otherSplit.exit()).isEqualTo(1);
    assertThat(otherSplit.err())
        .contains("--resume: expected the stopped run's split of the images");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("found none; start without --resume");
  }

  private static Object[] arguments(Path images, Path out, String preset) {
    boolean gaussian = preset.equals("gaussian");
    return new Object[] {
      "train",
      "--likelihood",
      gaussian ? "gaussian" : "bernoulli",
      "--data",
      images,
      "--out",
      out,
      "--preset",
      gaussian ? "mlp-400" : preset,
      "--epochs",
      6,
      "--batch",
      20,
      "--latent",
      3,
      "--learning-rate",
      "0.003",
      "--seed",
      11
    };
  }

  private static void kill(int epochs, Object... arguments)
      throws IOException, InterruptedException {
    end(ProcessHandle::destroyForcibly, epochs, arguments);
  }

  /**
   * Runs the command in a JVM of its own, ends it after so many epochs, and gives its last words.
   */
  private static String end(Consumer<ProcessHandle> end, int epochs, Object... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Collections.addAll(words, java, "-XX:TieredStopAtLevel=1", "-cp", classPath);
    words.add(Trainer.class.getName());
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      int seen = 0;
      while (seen < epochs) {
        seen += lines.readLine().startsWith("epoch ") ? 1 : 0;
      }
      // Not by the process itself, which would close the stream that is read here.
      end.accept(process.toHandle());
      return lines.lines().collect(Collectors.joining("\n"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
