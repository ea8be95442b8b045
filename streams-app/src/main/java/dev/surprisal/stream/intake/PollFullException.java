package dev.surprisal.stream.intake;

import org.apache.kafka.common.KafkaException;

/** Ends a poll that has no room for a further record. The consumer catches it. */
final class PollFullException extends KafkaException {
  private static final long serialVersionUID = 1L;

  PollFullException() {
    super("the records of this poll take all the memory that they may");
  }

  /** None: it is no failure. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
