package dev.surprisal.stream.scorer;

import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Scored;

/** What became of one record. */
sealed interface Outcome {
  /** An image, and what is said of it. */
  record Judged(Scored scored) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.JUDGED;
    }
  }

  /** No image that can be scored, and why. */
  record Rejected(RejectionReason reason, String detail) implements Outcome {
    @Override
    public Kind kind() {
      return Kind.REJECTED;
    }
  }

  /** For switches without a default. */
  enum Kind {
    JUDGED,
    REJECTED
  }

  Kind kind();
}
