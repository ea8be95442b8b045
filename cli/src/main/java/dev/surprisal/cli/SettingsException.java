package dev.surprisal.cli;

/** Settings that cannot be used: one line that names every problem. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
