package dev.surprisal.image;

/** What bytes turned out to be. */
public sealed interface Decoded {
  /** An image of the expected shape. */
  record Image(GrayImage image) implements Decoded {
    @Override
    public Kind kind() {
      return Kind.IMAGE;
    }
  }

  /**
   * No image that can be scored.
   *
   * @param reason one of a closed set
   * @param detail one line for a person: expected, got
   */
  record Rejected(RejectionReason reason, String detail) implements Decoded {
    @Override
    public Kind kind() {
      return Kind.REJECTED;
    }
  }

  /** The variants, for switches without a default. */
  enum Kind {
    IMAGE,
    REJECTED
  }

  Kind kind();
}
