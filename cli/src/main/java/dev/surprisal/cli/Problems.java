package dev.surprisal.cli;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of a command's settings, so that all are reported together. */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  /**
   * Notes a problem unless {@code good}.
   *
   * @param good whether the setting can be used
   * @param name the option
   * @param expected what it may be
   * @param got what it is
   */
  public Problems expect(boolean good, String name, String expected, Object got) {
    if (!good) {
      found.add("%s: expected %s, got %s".formatted(name, expected, got));
    }
    return this;
  }

  /**
   * Reports what was found.
   *
   * @throws SettingsException with one line that holds every problem, if there was any
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SettingsException(String.join("; ", found));
    }
  }
}
