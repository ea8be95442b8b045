package dev.surprisal.score;

/** The model does not yield a finite score for an image. The fault is the model's. */
public final class BrokenModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokenModelException(String message) {
    super(message);
  }

  public BrokenModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
