package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFiles;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.Trust;
import dev.surprisal.data.Sha256;
import dev.surprisal.stream.testing.InkModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTopicTest {
  private static final String MANIFEST = "bundle.json";

  @TempDir Path folder;

  /** Its digests are right: it is as if another release had written it, which scores otherwise. */
  @Test
  void bundleWhoseModelGivesOtherScoresIsRefused() throws IOException {
    BundleFolder.write(InkModel.bundle().bundle(), folder);
    Map<String, byte[]> files = BundleFiles.in(folder).all();
    BundleFiles memory = BundleFiles.inMemory("ink on the topic", files);
    assertThat(ModelsTopic.verified(memory, Trust.ANY).golden().size()).isEqualTo(8);
    String manifest = new String(files.get(MANIFEST), UTF_8);

    String other =
        manifest.replaceFirst(
            "(\"golden\"\\s*:\\s*\\{\\s*\"scores\"\\s*:\\s*\\[\\s*)(\\d)", "$1" + "9$2");
    assertThat(other).isNotEqualTo(manifest);
    files.put(MANIFEST, withOwnDigest(other).getBytes(UTF_8));

    assertThatThrownBy(() -> ModelsTopic.verified(memory, Trust.ANY))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("golden image 0: expected a score of 9")
        .message()
        .hasLineCount(1);
  }

  /** Computed with zeros in its place. */
  private static String withOwnDigest(String manifest) throws IOException {
    String before = new ObjectMapper().readTree(manifest).path("sha256").asText();
    String blank = manifest.replaceFirst(before, "0".repeat(64));
    return blank.replaceFirst("0{64}", Sha256.of(blank.getBytes(UTF_8)));
  }
}
