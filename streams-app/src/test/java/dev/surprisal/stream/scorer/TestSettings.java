package dev.surprisal.stream.scorer;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.nio.file.Path;

/** Settings for tests: a group of the topics' own, a free port, no shared state directory. */
final class TestSettings {
  private TestSettings() {}

  static StreamSettings of(KafkaConnection connection, Topics topics, Path model) {
    return options(connection, topics, model).settings();
  }

  static StreamOptions options(KafkaConnection connection, Topics topics, Path model) {
    return StreamOptions.defaults(connection, topics, model)
        .applicationId(topics.images() + "-scorer")
        .httpPort(0)
        .stateDir(model.resolve("state"));
  }
}
