package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.testing.InkModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DemoIT {
  private static final Path HOME = Path.of("..");

  @TempDir Path folder;

  @Test
  void summaryAccountsForEveryImageAndNoProcessIsLeft() throws Exception {
    Path json = folder.resolve("summary.json");
    StringWriter out = new StringWriter();
    DemoSettings settings =
        new DemoSettings(
            4,
            Optional.of(json),
            Optional.of(InkModel.write(folder.resolve("model"))),
            200,
            0.1,
            0.01,
            1,
            0,
            0,
            0,
            1);
    long childrenBefore = children();

    new Demo(settings, HOME, new Screen(new PrintWriter(out), false), new CountDownLatch(1)).run();

    JsonNode summary = new ObjectMapper().readTree(Files.readString(json));
    JsonNode kinds = summary.path("kinds");
    // The model by hand calls nearly every image strange, but never a blank one, its most normal.
    assertThat(summary.path("images").asLong()).isBetween(400L, 801L);
    assertThat(kinds.path("blank").path("detected").asLong()).isZero();
    assertThat(kinds.path("inverted").path("detected"))
        .isEqualTo(kinds.path("inverted").path("injected"));
    assertThat(kinds.path("broken").path("injected")).isEqualTo(summary.path("rejected"));
    assertThat(kinds.path("broken").path("detected")).isEqualTo(summary.path("rejected"));
    assertThat(out.toString())
        .contains("live page at http://localhost:")
        .contains("(inverted)")
        .contains("rejected  images-");
    assertThat(children()).isEqualTo(childrenBefore);
  }

  private static long children() {
    return ProcessHandle.current().descendants().count();
  }
}
