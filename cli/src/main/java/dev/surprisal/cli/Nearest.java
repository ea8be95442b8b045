package dev.surprisal.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean NAME?"} where a known name is near, or nothing. */
  public static String question(String given, Collection<String> known) {
    return to(given, known).map("; did you mean %s?"::formatted).orElse("");
  }

  /**
   * The nearest known name within one edit of the given one, or two edits for 8 letters or more.
   */
  static Optional<String> to(String given, Collection<String> known) {
    int slips = given.length() < 8 ? 1 : 2;
    return known.stream()
        .filter(name -> distance(given, name) <= slips)
        .min(Comparator.comparingInt((String name) -> distance(given, name)).thenComparing(n -> n));
  }

  /** The known name that is nearest to the given one, however far. */
  static String of(String given, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String name) -> distance(given, name)).thenComparing(n -> n))
        .orElseThrow();
  }

  /**
   * Edit distance: the number of insertions, deletions, substitutions and swaps of neighbouring
   * letters that turn one word into the other. Source: F. J. Damerau 1964, "A technique for
   * computer detection and correction of spelling errors".
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
