package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedBundleTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String JSON =
      """
      {"schemaVersion":"1.7","digest":"%s","name":"digits","preset":"best","height":28,"width":30,
       "createdAt":"2026-01-01T00:00:00Z","publishedAt":"2026-02-03T04:05:06Z","chunkBytes":524288,
       "files":[{"name":"bundle.json","bytes":5},{"name":"weights.safetensors","bytes":524288}],
       "laterField":[1]}"""
          .formatted(DIGEST);

  @Test
  void manifestOfALaterMinorVersionIsRead() {
    PublishedBundle bundle = PublishedBundle.of(DIGEST, JSON.getBytes(UTF_8));

    assertThat(bundle.name()).isEqualTo("digits");
    assertThat(bundle.shape()).isEqualTo(new ImageShape(28, 30));
    assertThat(bundle.publishedAt()).isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    assertThat(bundle.size()).isEqualTo(524_293);
    assertThat(bundle.chunks()).isEqualTo(2);
    assertThat(bundle.chunkSize(1)).isEqualTo(5);
    assertThat(PublishedBundle.of(DIGEST, bundle.json())).isEqualTo(bundle);
  }

  /** What is replaced by what, and what the refusal says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '@',
      value = {
        "1.7 | 2.0 | schemaVersion: expected 1.x, got \"2.0\"",
        "\"digest\":\"ab | \"digest\":\"cd | digest: expected that of the key, got ",
        "\"digits\" | \"a\\u001b[2J\" | name: expected text of 1 to 1000 characters",
        "\"width\":30 | \"width\":1025 | width: expected a whole number from 1 to 1024, got 1025",
        "\"chunkBytes\":524288 | \"chunkBytes\":0 | chunkBytes: expected a whole number from 1 to",
        "\"chunkBytes\":524288 | \"chunkBytes\":1 | chunkBytes: expected fewer chunks, got 1",
        "bundle.json | ../evil | files.name: expected one of [bundle.json, ",
        "bundle.json | weights.safetensors | files.name: expected one of [bundle.json, cal",
        "\"bytes\":5} | \"bytes\":-1} | bytes: expected a whole number from 0 to 1048576, got -1",
        "\"bytes\":5} | \"bytes\":1048577} | bytes: expected a whole number from 0 to 1048576",
        "\"files\":[ | \"files\":[],\"others\":[ | files: expected files with their sizes, got []",
        "{\"schema | [{\"schema | expected JSON: ",
        "{\"schema | {\"width\":1,\"schema | expected JSON: Duplicate field 'width'",
      })
  void brokenManifestIsRefusedInOneLine(String part, String by, String message) {
    String json = JSON.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(by));
    assertThat(json).isNotEqualTo(JSON);

    assertThatThrownBy(() -> PublishedBundle.of(DIGEST, json.getBytes(UTF_8)))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(message)
        .hasLineCount(1);
  }
}
