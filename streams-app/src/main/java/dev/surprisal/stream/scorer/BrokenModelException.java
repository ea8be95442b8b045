package dev.surprisal.stream.scorer;

/** The model fails on a good image: the scorer stops, the image is neither skipped nor rejected. */
final class BrokenModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenModelException(String message) {
    super(message);
  }

  BrokenModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
