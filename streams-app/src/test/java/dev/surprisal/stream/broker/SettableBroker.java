package dev.surprisal.stream.broker;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code surprisal broker} with further settings of Kafka's brokers. */
public final class SettableBroker {
  private SettableBroker() {}

  /**
   * Runs until it is asked to end, or killed.
   *
   * @param arguments the port, the folder of its data, and the settings as {@code key=value}
   */
  public static void main(String[] arguments) {
    Map<String, String> settings =
        Arrays.stream(arguments)
            .skip(2)
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    LocalBroker broker =
        LocalBroker.start(Integer.parseInt(arguments[0]), Path.of(arguments[1]), settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "surprisal-stop"));
    broker.await();
  }
}
