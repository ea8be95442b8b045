package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Says which image files show one thing, or are nearly the same, so that they are not split: those
 * of one folder, or those in one folder whose names begin alike.
 */
public final class Grouping {
  private static final String FOLDER = "folder";
  private static final String PREFIX = "prefix";
  private static final String DEFAULT_SEPARATOR = "_";
  private static final String PATTERN = "pattern:";

  private final String text;
  private final Pattern name;

  private Grouping(String text, Pattern name) {
    this.text = text;
    this.name = name;
  }

  /**
   * Reads {@code folder}; {@code prefix} or {@code prefix:SEPARATOR}, the name up to the first
   * separator, an underscore unless given; or {@code pattern:REGEX}, what the first bracket of the
   * expression matches in the name, or else the whole expression.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Grouping parse(String text) {
    if (text.equals(FOLDER)) {
      return new Grouping(text, Pattern.compile("^()"));
    }
    if (text.equals(PREFIX) || (text.startsWith(PREFIX + ":") && text.length() > 7)) {
      String separator = text.equals(PREFIX) ? DEFAULT_SEPARATOR : text.substring(7);
      return new Grouping(
          text, Pattern.compile("^(.*?)(?:%s|\\.[^.]*$|$)".formatted(Pattern.quote(separator))));
    }
    if (text.startsWith(PATTERN)) {
      try {
        return new Grouping(text, Pattern.compile(text.substring(PATTERN.length())));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "expected a regular expression, got '%s': %s"
                .formatted(e.getPattern(), e.getDescription()),
            e);
      }
    }
    throw new IllegalArgumentException(
        "expected folder, prefix, prefix:SEPARATOR or pattern:REGEX, got '%s'".formatted(text));
  }

  boolean isFolder() {
    return text.equals(FOLDER);
  }

  /**
   * The group of an image file.
   *
   * @throws BadInputException if the expression is not found in the file's name
   */
  String of(Path file) {
    Matcher matcher = name.matcher(file.getFileName().toString());
    if (!matcher.find()) {
      throw new BadInputException("%s: its name does not match %s".formatted(file, text));
    }
    return file.resolveSibling(matcher.group(Math.min(1, matcher.groupCount()))).toString();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
