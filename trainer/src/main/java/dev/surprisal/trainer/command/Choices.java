package dev.surprisal.trainer.command;

import dev.surprisal.cli.Nearest;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Options that take one of some names. */
final class Choices {
  private Choices() {}

  /**
   * The value whose name it is.
   *
   * @throws TypeConversionException that names all, and the one that was probably meant
   */
  static <T> T parse(List<T> values, java.util.function.Function<T, String> name, String text) {
    return values.stream()
        .filter(value -> name.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = values.stream().map(name).toList();
              return new TypeConversionException(
                  "expected one of %s, got '%s'%s"
                      .formatted(names, text, Nearest.question(text, names)));
            });
  }
}
