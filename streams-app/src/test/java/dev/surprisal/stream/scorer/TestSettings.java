package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests: one thread, a free port, short time-outs. */
final class TestSettings {
  private TestSettings() {}

  static StreamSettings of(KafkaConnection connection, Topics topics, Path model) {
    return of(connection, topics, model, Guarantee.EXACTLY_ONCE, GroupProtocol.CLASSIC, true);
  }

  static StreamSettings of(
      KafkaConnection connection,
      Topics topics,
      Path model,
      Guarantee guarantee,
      GroupProtocol protocol,
      boolean createTopics) {
    return new StreamSettings(
        connection,
        topics,
        model,
        topics.images() + "-scorer",
        Optional.empty(),
        AlarmControl.rate(0.01),
        false,
        guarantee,
        protocol,
        1,
        4,
        createTopics,
        "127.0.0.1",
        0,
        model.resolve("state"),
        Duration.ofSeconds(createTopics ? 60 : 5));
  }

  /** With false-discovery control and a state directory of its own. */
  static StreamSettings fdr(
      KafkaConnection connection, Topics topics, Path model, double rate, Path stateDir) {
    StreamSettings settings = of(connection, topics, model);
    return new StreamSettings(
        settings.connection(),
        settings.topics(),
        settings.model(),
        settings.applicationId(),
        settings.score(),
        new AlarmControl(AlarmControl.Kind.FDR, rate),
        settings.resize(),
        settings.guarantee(),
        settings.groupProtocol(),
        settings.threads(),
        1,
        settings.createTopics(),
        settings.httpHost(),
        settings.httpPort(),
        stateDir,
        settings.startupTimeout());
  }
}
