package dev.surprisal;

/**
 * Something the user gave cannot be used: a file, a folder, a bundle, a setting. The message is one
 * complete line for a person: what, expected, got, and what to do where that is not obvious.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
