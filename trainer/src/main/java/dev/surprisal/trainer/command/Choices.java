package dev.surprisal.trainer.command;

import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Options that take one of some names. */
final class Choices {
  private Choices() {}

  /**
   * The value whose name it is.
   *
   * @throws TypeConversionException that names all, and the nearest
   */
  static <T> T parse(List<T> values, java.util.function.Function<T, String> name, String text) {
    return values.stream()
        .filter(value -> name.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = values.stream().map(name).toList();
              return new TypeConversionException(
                  "expected one of %s, got '%s'; did you mean %s?"
                      .formatted(names, text, nearest(names, text)));
            });
  }

  private static String nearest(List<String> names, String text) {
    return names.stream().min(Comparator.comparingInt(n -> distance(n, text))).orElseThrow();
  }

  /** Levenshtein's: insertions, deletions and replacements from one text to the other. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
