package dev.surprisal.stream.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * {@code surprisal broker}, but that it looks twice a second for what retention deletes, instead of
 * every five minutes.
 */
public final class SweepingBroker {
  private static final Map<String, String> OFTEN =
      Map.of("log.retention.check.interval.ms", "500", "log.initial.task.delay.ms", "500");

  private SweepingBroker() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments the port, and the folder of its data
   */
  public static void main(String[] arguments) {
    LocalBroker.start(Integer.parseInt(arguments[0]), Path.of(arguments[1]), OFTEN).await();
  }
}
