package dev.surprisal.stream.kafka;

import dev.surprisal.BadInputException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Failures of Kafka's clients in one line: what is at the bottom is what a person needs. */
public final class Causes {
  private Causes() {}

  /** The messages of a failure and of its causes, outermost first, without repetitions. */
  public static String inOneLine(Throwable failure) {
    StringBuilder line = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = cause.getMessage();
      String said = text == null || text.isBlank() ? cause.getClass().getSimpleName() : text;
      // Many wrappers' messages are their cause's toString().
      if (cause.getCause() != null && said.equals(cause.getCause().toString())) {
        continue;
      }
      if (line.indexOf(said) < 0) {
        line.append(line.isEmpty() ? "" : ": ").append(said);
      }
    }
    return line.toString().replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Starts one of Kafka's clients.
   *
   * @throws BadInputException with the whole cause, if its settings do not let it start
   */
  public static <C> C starting(Supplier<C> client) {
    try {
      return client.get();
    } catch (KafkaException | IllegalArgumentException e) {
      throw new BadInputException("Kafka's client cannot start: " + inOneLine(e), e);
    }
  }
}
