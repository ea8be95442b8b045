package dev.surprisal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes text of unknown origin safe to show on a terminal, in a log or in an error line. */
public final class PlainText {
  private static final int LONGEST = 60;

  /** Controls, and what turns, joins or hides the characters around it; unpaired surrogates. */
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", Pattern.UNICODE_CHARACTER_CLASS);

  private PlainText() {}

  /**
   * The text with each character of Unicode's categories Cc (control) and Cf (format), line and
   * paragraph separators and unpaired surrogates written out as {@code \}{@code u202e}, so that a
   * name in a record or a bundle cannot move the cursor, turn the line around or add a line.
   */
  public static String printable(String text) {
    return INVISIBLE.matcher(text).replaceAll(match -> escaped(match.group().codePointAt(0)));
  }

  /** Like {@link #printable}, cut after 60 characters. */
  public static String excerpt(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return printable(text);
    }
    return printable(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…";
  }

  /** The text with each character that {@link #printable} writes out replaced by another text. */
  public static String replaceInvisible(String text, String by) {
    return INVISIBLE.matcher(text).replaceAll(Matcher.quoteReplacement(by));
  }

  private static String escaped(int codePoint) {
    // In a replacement a backslash stands for itself only when it is doubled.
    return String.format(codePoint > 0xffff ? "\\\\U%08x" : "\\\\u%04x", codePoint);
  }
}
