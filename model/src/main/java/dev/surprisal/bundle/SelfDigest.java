package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.data.Sha256;

/**
 * The SHA-256 of a document, stored in the document itself. It is computed with a placeholder in
 * its place. It finds damage, not forgery: whoever changes the document can compute it anew.
 */
final class SelfDigest {
  /** The field of a JSON document that holds it. */
  static final String FIELD = "sha256";

  /** Placeholder while hashing. */
  static final String PLACEHOLDER = "0".repeat(64);

  private SelfDigest() {}

  /** The text with its digest in place of the first {@link #PLACEHOLDER}. */
  static String insertInto(String text) {
    return replaceFirst(text, PLACEHOLDER, Sha256.of(text.getBytes(UTF_8)));
  }

  /** Whether {@code digest}, which the text contains, is the text's digest. */
  static boolean matches(byte[] text, String digest) {
    String original = replaceFirst(new String(text, UTF_8), digest, PLACEHOLDER);
    return Sha256.of(original.getBytes(UTF_8)).equals(digest);
  }

  private static String replaceFirst(String text, String part, String by) {
    int at = text.indexOf(part);
    return at < 0 ? text : text.substring(0, at) + by + text.substring(at + part.length());
  }
}
