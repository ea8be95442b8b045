package dev.surprisal.stream.scorer;

import dev.surprisal.stream.models.Candidate;
import java.util.Optional;

/** Which model judges which record. Safe for use by several threads. */
interface Judges {
  /** As far as it is known at some time; never changes. */
  interface Known {
    /**
     * The model that judges a record; nothing if it is not in memory yet.
     *
     * @param topicId of the topic that the record is on, if it is known
     */
    Optional<Judge> at(int partition, long offset, Optional<String> topicId);
  }

  /** A question for what was decided, being answered. */
  interface Question {
    /** What was decided before the question, at least; nothing if that cannot be said soon. */
    Optional<Known> answer();
  }

  /** The model in force when this instance began. */
  Judge first();

  /** The model in force now. */
  Judge latest();

  /** What the instances of a group that judge alike have in common: 64 digits of 0-9 and a-f. */
  String mark();

  Known known();

  /** The model that scores a share of the images beside it, if there is one in memory. */
  default Optional<Candidate<Judge>> candidate() {
    return Optional.empty();
  }

  /** Begins to ask for all that was decided before this call. */
  Question ask();

  /** Lets no record be judged until all is known and loaded that was decided before this call. */
  void await();

  /** One model for everything. */
  static Judges always(Judge judge) {
    Optional<Judge> only = Optional.of(judge);
    Known known = (partition, offset, topicId) -> only;
    Optional<Known> all = Optional.of(known);
    Question question = () -> all;
    return new Judges() {
      @Override
      public Judge first() {
        return judge;
      }

      @Override
      public Judge latest() {
        return judge;
      }

      @Override
      public String mark() {
        return judge.digest();
      }

      @Override
      public Known known() {
        return known;
      }

      @Override
      public Question ask() {
        return question;
      }

      @Override
      public void await() {
        throw new IllegalStateException("the model is always there");
      }
    };
  }
}
