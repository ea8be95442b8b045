package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.data.Sha256;
import dev.surprisal.stream.testing.InkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The scorer takes no model but the one that it is told to. */
class TrustedModelTest {
  @TempDir Path folder;
  private Path manifest;

  @BeforeEach
  void writeModel() {
    manifest = InkModel.write(folder).resolve("bundle.json");
  }

  @Test
  void modelOfTheDigestIsTakenInEitherCase() {
    String digest = Sha256.of(manifest);
    // The model is loaded before Kafka is looked for.
    assertThat(line(1, "--model-digest", digest)).contains("--bootstrap-servers: ");
    assertThat(line(1, "--model-digest", digest.toUpperCase(Locale.ROOT)))
        .contains("--bootstrap-servers: ");
  }

  @Test
  void anotherModelIsOneLineWithBothDigests() {
    String wanted = "0".repeat(64);
    assertThat(line(1, "--model-digest", wanted))
        .contains(manifest.toString(), "of SHA-256 " + wanted + ", got " + Sha256.of(manifest));
  }

  @Test
  void beginningOfADigestIsWrongUsage() {
    assertThat(line(2, "--model-digest", Sha256.of(manifest).substring(0, 12)))
        .contains("--model-digest", "expected 64 digits of 0-9 and a-f");
  }

  @Test
  void unsignedModelIsRefusedBeforeItIsParsed() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), "");
    Files.writeString(manifest, "no JSON at all");
    assertThat(line(1, "--model-key", key.toString())).contains("bundle.sig: expected a signature");
  }

  private String line(int exit, String... trust) {
    StringWriter err = new StringWriter();
    CommandLine command = CommandLines.of(StreamCommand.class);
    command.setErr(new PrintWriter(err, true));
    List<String> words = new ArrayList<>(List.of("--bootstrap-servers", "no.such.host.invalid:1"));
    words.addAll(List.of("--model", folder.toString(), "--startup-timeout", "0"));
    words.addAll(List.of("--http-port", "0"));
    words.addAll(List.of(trust));
    assertThat(command.execute(words.toArray(String[]::new))).as(err.toString()).isEqualTo(exit);
    return err.toString().lines().findFirst().orElseThrow();
  }
}
