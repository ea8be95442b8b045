package dev.surprisal.stream.scorer;

/** The application stopped by itself; the message says why. */
public final class StreamFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StreamFailedException(String message) {
    super(message);
  }
}
