package dev.surprisal.stream.models;

/** Only a newer release understands which model judges. */
public final class NewerReleaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerReleaseException(int number) {
    super(
        "control record %d was written by a newer release of surprisal, and says which model judges in a way that this one does not know; use that release"
            .formatted(number));
  }
}
