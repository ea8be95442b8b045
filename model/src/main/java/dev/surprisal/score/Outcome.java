package dev.surprisal.score;

import dev.surprisal.image.RejectionReason;

/** What became of one input: a verdict on an image, or the reason why it is no image. */
public sealed interface Outcome {
  /** An image and its verdict. */
  record Judged(Scored scored) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.JUDGED;
    }
  }

  /**
   * No image that can be scored.
   *
   * @param reason one of a closed set
   * @param detail one line for a person: expected, got
   */
  record Rejected(RejectionReason reason, String detail) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.REJECTED;
    }
  }

  /** The variants, for switches without a default. */
  enum Kind {
    JUDGED,
    REJECTED
  }

  Kind kind();
}
