package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void keysAreAsTheDecisionRecordSays() {
    assertThat(RecordKey.chunk(DIGEST, 7)).hasToString("chunk/" + DIGEST + "/00007");
    assertThat(RecordKey.bundle(DIGEST)).hasToString("bundle/" + DIGEST);
    assertThat(RecordKey.control(12)).hasToString("control/0000000012");
    assertThat(RecordKey.HOLD).hasToString("hold");
  }

  @Test
  void keysReadBack() {
    assertThat(RecordKey.of(RecordKey.chunk(DIGEST, 99_999).bytes()))
        .contains(RecordKey.chunk(DIGEST, 99_999));
    assertThat(RecordKey.of(RecordKey.bundle(DIGEST).bytes())).contains(RecordKey.bundle(DIGEST));
    assertThat(RecordKey.of(RecordKey.control(Integer.MAX_VALUE).bytes()))
        .contains(RecordKey.control(Integer.MAX_VALUE));
    assertThat(RecordKey.of(RecordKey.HOLD.bytes())).contains(RecordKey.HOLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "camera-1",
        "hold ",
        "control/1",
        "control/0000000000",
        "control/9999999999",
        "chunk/abc/00000",
        "bundle/ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "bundle/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/",
      })
  void foreignKeysAreNone(String key) {
    assertThat(RecordKey.of(key.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void missingAndHugeKeysAreNone() {
    assertThat(RecordKey.of(null)).isEmpty();
    assertThat(RecordKey.of(new byte[1 << 20])).isEmpty();
  }
}
