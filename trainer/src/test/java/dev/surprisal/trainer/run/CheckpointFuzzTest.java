package dev.surprisal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint holds, behind a digest that the harness makes fit. */
class CheckpointFuzzTest {
  @TempDir static Path folder;

  @FuzzTest
  void checkpoint(byte[] bytes) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    byte[] whole = Arrays.copyOf(bytes, bytes.length + digest.length);
    System.arraycopy(digest, 0, whole, bytes.length, digest.length);
    Files.write(folder.resolve(Checkpoint.FILE), whole);

    try {
      assertThat(Checkpoint.read(folder, Map.of()).history()).isNotNull();
    } catch (BadInputException e) {
      assertThat(e.getMessage()).isNotBlank().hasLineCount(1);
    }
  }
}
