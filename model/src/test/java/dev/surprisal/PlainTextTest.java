package dev.surprisal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
  @ParameterizedTest
  @CsvSource({
    "0x1b, \\u001b", "0x9b, \\u009b", "0x7f, \\u007f", "0x0a, \\u000a", "0x202e, \\u202e",
    "0x2066, \\u2066", "0x200b, \\u200b", "0xfeff, \\ufeff", "0xad, \\u00ad", "0x2028, \\u2028",
    "0xe0041, \\U000e0041", "0xd800, \\ud800"
  })
  void invisibleCharacterIsWrittenOut(String codePoint, String shown) {
    String text = "a" + Character.toString(Integer.decode(codePoint)) + "b";

    assertThat(PlainText.printable(text)).isEqualTo("a" + shown + "b");
  }

  @Test
  void noControlOrFormatCharacterOfUnicodeIsLeft() {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(
            c ->
                Character.getType(c) == Character.CONTROL
                    || Character.getType(c) == Character.FORMAT)
        .forEach(
            c ->
                assertThat(PlainText.printable(Character.toString(c)))
                    .matches("\\\\u[0-9a-f]{4}|\\\\U[0-9a-f]{8}"));
  }

  @Test
  void textOfPeopleStaysAsItIs() {
    String text = "Kamera-Süd 3 ✓ 日本 😀 $1 \\n";

    assertThat(PlainText.printable(text)).isEqualTo(text);
  }

  @Test
  void excerptIsCutBetweenCharacters() {
    assertThat(PlainText.excerpt("😀".repeat(61))).isEqualTo("😀".repeat(60) + "…");
    assertThat(PlainText.excerpt("x".repeat(60))).isEqualTo("x".repeat(60));
  }
}
