package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.data.Sha256;

/** A text's SHA-256 within the text itself, taken with zeros in its place. */
final class Seal {
  /** Where it stands in a JSON document. */
  static final String FIELD = "sha256";

  /** What stands there before. */
  static final String BLANK = "0".repeat(64);

  private Seal() {}

  /** The text with its digest in place of the first {@link #BLANK}. */
  static String of(String text) {
    return replaceFirst(text, BLANK, Sha256.of(text.getBytes(UTF_8)));
  }

  /** Whether a text that holds this digest is as it was sealed. */
  static boolean holds(byte[] text, String digest) {
    String blank = replaceFirst(new String(text, UTF_8), digest, BLANK);
    return Sha256.of(blank.getBytes(UTF_8)).equals(digest);
  }

  private static String replaceFirst(String text, String part, String by) {
    int at = text.indexOf(part);
    return at < 0 ? text : text.substring(0, at) + by + text.substring(at + part.length());
  }
}
