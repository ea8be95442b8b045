package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.cli.SettingsException;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.LogStartsReporter;
import dev.surprisal.stream.testing.InkModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of every client of Kafka reaches that client, or is refused with a reason. */
class PassedThroughKeysTest {
  private static final Scoring SCORING = TopologyRun.scoring(InkModel.bundle());

  /** A client of Kafka Streams, its prefix, and where it takes its settings from. */
  private record Client(
      String prefix, ConfigDef keys, Function<StreamsConfig, Map<String, Object>> settings) {
    @Override
    public String toString() {
      return prefix;
    }
  }

  private static final Client MAIN_CONSUMER =
      new Client(
          "main.consumer.",
          ConsumerConfig.configDef(),
          config -> config.getMainConsumerConfigs("group", "client", 0));

  private static final List<Client> CLIENTS =
      List.of(
          MAIN_CONSUMER,
          new Client(
              "producer.", ProducerConfig.configDef(), config -> config.getProducerConfigs("c")),
          new Client(
              "admin.", AdminClientConfig.configDef(), config -> config.getAdminConfigs("c")),
          new Client("", StreamsConfig.configDef(), StreamsConfig::originals));

  static Stream<Arguments> keys() {
    return CLIENTS.stream()
        .flatMap(
            client ->
                client.keys.configKeys().values().stream()
                    .map(key -> Arguments.of(client, key.name)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void arrivesOrIsRefusedWithAReason(Client client, String key) {
    String value = otherThanDefault(client.keys.configKeys().get(key));
    for (String form : List.of(client.prefix + key, key)) {
      Optional<Map<String, Object>> arrived = settings(client, Map.of(form, value), form);
      arrived.ifPresent(
          settings -> {
            if (key.equals(ConsumerConfig.CLIENT_ID_CONFIG)
                || key.equals(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)) {
              return; // Kafka Streams makes each client's own from it.
            }
            String arrivedValue = String.valueOf(settings.get(key));
            if (key.equals(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG)) {
              // The scorer's own stands behind those of the user.
              arrivedValue =
                  Stream.of(arrivedValue.replaceAll("[\\[\\] ]", "").split(","))
                      .filter(name -> !name.equals(LogStartsReporter.class.getName()))
                      .collect(Collectors.joining(","));
            }
            assertThat(arrivedValue).as(form).isEqualTo(value);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auto.offset.reset, latest",
    "consumer.auto.offset.reset, latest",
    "max.poll.records, 17",
    "consumer.max.poll.records, 17",
    "fetch.max.bytes, 18",
    "metadata.max.age.ms, 19",
    "main.consumer.session.timeout.ms, 19000"
  })
  void consumerGetsWhatIsSetInAnyForm(String form, String value) {
    String key = form.replaceFirst("^(main\\.)?consumer\\.", "");

    assertThat(settings(MAIN_CONSUMER, Map.of(form, value), form).orElseThrow())
        .containsEntry(key, value);
  }

  /** By Kafka's own default an added partition's images wait for five minutes. */
  @Test
  void consumerHearsOfAddedPartitionsWithinHalfAMinute() {
    assertThat(settings(MAIN_CONSUMER, Map.of(), "").orElseThrow())
        .containsEntry("metadata.max.age.ms", 30_000);
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, true, not to be set",
    "main.consumer.enable.auto.commit, true, not to be set",
    "group.id, mine, --application-id",
    "consumer.group.id, mine, --application-id",
    "interceptor.classes, java.lang.Object, the scorer is the consumer's interceptor",
    "isolation.level, read_uncommitted, read_committed under --guarantee exactly-once",
    "producer.enable.idempotence, false, true under --guarantee exactly-once",
    "partition.assignment.strategy, java.lang.Object, Kafka Streams assigns",
    "producer.transactional.id, mine, Kafka Streams makes one",
    "key.deserializer, java.lang.Object, keys and values are bytes",
    "processing.exception.handler, java.lang.Object, could drop images",
    "main.consumer.client.id, me, client.id without a prefix",
    "allow.auto.create.topics, true, --create-topics",
    "max.poll.records, many, a value that Kafka takes",
    "auto.offset.reset, newest, a value that Kafka takes",
    "security.protocol, SASL-SSL, a value that Kafka takes"
  })
  void reasonIsSaid(String key, String value, String reason) {
    assertThat(refusal(Map.of(key, value))).get().asString().contains("--kafka " + key, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "CLASSIC, AT_LEAST_ONCE, isolation.level, read_uncommitted, true",
    "CLASSIC, EXACTLY_ONCE, group.instance.id, one, true",
    "STREAMS, EXACTLY_ONCE, group.instance.id, one, false",
    "STREAMS, EXACTLY_ONCE, main.consumer.session.timeout.ms, 9000, false",
    "CLASSIC, EXACTLY_ONCE, num.standby.replicas, 1, true",
    "STREAMS, EXACTLY_ONCE, num.standby.replicas, 1, false"
  })
  void whatCanBeHonouredDependsOnGuaranteeAndProtocol(
      GroupProtocol protocol, Guarantee guarantee, String key, String value, boolean honoured) {
    Optional<String> refusal =
        refusal(
            Map.of(key, value), options -> options.groupProtocol(protocol).guarantee(guarantee));

    assertThat(refusal.isEmpty()).isEqualTo(honoured);
  }

  /** What the client is given, unless the key is refused. */
  private static Optional<Map<String, Object>> settings(
      Client client, Map<String, String> kafka, String form) {
    Optional<String> refusal = refusal(kafka);
    refusal.ifPresent(reason -> assertThat(reason).contains("--kafka " + form + ": expected "));
    if (refusal.isPresent()) {
      return Optional.empty();
    }
    try {
      StreamsConfig config =
          new StreamsConfig(StreamProperties.of(options(kafka).settings(), SCORING));
      return Optional.of(client.settings.apply(config));
    } catch (ConfigException | IllegalArgumentException e) {
      // Kafka Streams' own refusal, at the start.
      assertThat(e).hasMessageContaining(kafka.get(form));
      return Optional.empty();
    }
  }

  private static Optional<String> refusal(Map<String, String> kafka) {
    return refusal(kafka, options -> options);
  }

  private static Optional<String> refusal(
      Map<String, String> kafka, Function<StreamOptions, StreamOptions> change) {
    try {
      change.apply(options(kafka)).settings();
      return Optional.empty();
    } catch (SettingsException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static StreamOptions options(Map<String, String> kafka) {
    return StreamOptions.defaults(
        new KafkaConnection("localhost:9092", kafka), Topics.DEFAULT, Path.of("model"));
  }

  private static String otherThanDefault(ConfigDef.ConfigKey key) {
    return candidates(key)
        .filter(value -> !value.equals(String.valueOf(key.defaultValue)) && valid(key, value))
        .findFirst()
        .orElseGet(() -> String.valueOf(key.defaultValue));
  }

  private static Stream<String> candidates(ConfigDef.ConfigKey key) {
    return switch (key.type) {
      case BOOLEAN -> Stream.of("true", "false");
      case SHORT, INT, LONG, DOUBLE -> Stream.of("77777", "31", "2", "1", "0.3");
      case STRING, PASSWORD -> Stream.concat(named(key), Stream.of("other"));
      case LIST -> Stream.concat(named(key), Stream.of("other:1"));
      case CLASS -> Stream.of("java.lang.Object");
    };
  }

  /** The values that a validator lists. */
  private static Stream<String> named(ConfigDef.ConfigKey key) {
    return key.validator == null
        ? Stream.empty()
        : Stream.of(key.validator.toString().split("[^A-Za-z0-9_.]+"));
  }

  private static boolean valid(ConfigDef.ConfigKey key, String value) {
    try {
      Object parsed = ConfigDef.parseType(key.name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }
}
