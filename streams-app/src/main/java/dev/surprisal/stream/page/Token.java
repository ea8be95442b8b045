package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/** What a reader of the page has to show. */
final class Token {
  private static final int MOST_BYTES = 1_000;

  /** Characters that need no escape in an address or a cookie. */
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_-]{16,200}");

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  /**
   * Reads a token.
   *
   * @throws BadInputException if the file cannot be read or does not hold one
   */
  static Token read(Path file) {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MOST_BYTES), UTF_8).strip();
    } catch (IOException e) {
      throw new BadInputException(
          "--page-token-file: cannot read %s: %s".formatted(file, e.getClass().getSimpleName()), e);
    }
    if (!FORM.matcher(text).matches()) {
      // What it holds is a secret, even where it is wrong.
      throw new BadInputException(
          "--page-token-file: expected 16 to 200 of a-z, A-Z, 0-9, _ and - in %s, got %d characters; make one with: openssl rand -hex 32"
              .formatted(file, text.length()));
    }
    return new Token(text);
  }

  /** Compares in a time that does not tell how much of the text is right. */
  boolean is(String shown) {
    return MessageDigest.isEqual(text.getBytes(UTF_8), shown.getBytes(UTF_8));
  }
}
