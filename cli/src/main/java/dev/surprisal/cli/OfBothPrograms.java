package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of trainer and scorer, which share a settings file and the environment and do not
 * know each other. A test of each holds the list to its options.
 */
final class OfBothPrograms {
  static final Set<String> KEYS = read();

  private OfBothPrograms() {}

  private static Set<String> read() {
    try (InputStream list = OfBothPrograms.class.getResourceAsStream("settings.txt")) {
      return new String(list.readAllBytes(), UTF_8).lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
