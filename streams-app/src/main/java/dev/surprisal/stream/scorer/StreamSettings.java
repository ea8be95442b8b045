package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.Problems;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.CloudEvents;
import dev.surprisal.stream.kafka.Group;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.OwnHeaders;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.source.SourceTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Everything that the scorer can be told.
 *
 * @param topics with that of the alerts where these are wanted, whatever was given
 * @param sourceHeader the header that names a record's source instead of its key
 * @param alerts when a source raises an alert, if it does at all
 * @param labels the topic of what people say of verdicts, if it is to be read
 * @param cloudEvents whether headers describe each output as a CloudEvent
 * @param replay what is scored again before it ends; without it, it never does
 * @param model the bundle's folder, or nothing if models come from a topic
 * @param modelTopic the topic that models come from, if they do
 * @param modelTimeout how long images may wait for a model from the topic
 * @param trust what the bundle must show
 * @param strictModel whether this instance refuses a group in which another model judges
 * @param applicationId the consumer group; instances with the same one share the work
 * @param score the score that decides, or the bundle's own choice
 * @param control what may be called anomalous
 * @param resize whether a PNG or JPEG of another size is brought to the model's
 * @param threads stream threads, each with a BLAS thread
 * @param partitions of a topic that has to be created
 * @param createTopics whether a missing topic is created, or an error
 * @param httpPort 0 for a free one
 * @param page the live page, if there is one
 * @param stateDir where Kafka Streams keeps what it keeps; nothing of value
 * @param startupTimeout how long the broker may be unreachable at the start
 */
public record StreamSettings(
    KafkaConnection connection,
    Topics topics,
    Optional<String> sourceHeader,
    Optional<AlertSettings> alerts,
    Optional<String> labels,
    boolean cloudEvents,
    Optional<Replay.Span> replay,
    Optional<Path> model,
    Optional<String> modelTopic,
    Duration modelTimeout,
    Trust trust,
    boolean strictModel,
    String applicationId,
    Optional<Score> score,
    AlarmControl control,
    boolean resize,
    Guarantee guarantee,
    GroupProtocol groupProtocol,
    int threads,
    int partitions,
    boolean createTopics,
    String httpHost,
    int httpPort,
    Optional<PageSettings> page,
    Path stateDir,
    Duration startupTimeout) {
  private static final Map<String, String> EXACTLY_ONCE_NEEDS =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");

  /** Of the {@code streams} group protocol: the consumer's own are passed over. */
  private static final List<String> SET_ON_BROKERS =
      List.of(
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
          StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG,
          StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG,
          StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
          StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG,
          StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_CONFIG,
          StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG,
          StreamsConfig.RACK_AWARE_ASSIGNMENT_TRAFFIC_COST_CONFIG,
          StreamsConfig.RACK_AWARE_ASSIGNMENT_NON_OVERLAP_COST_CONFIG);

  private static final Pattern APPLICATION_ID = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * @throws dev.surprisal.cli.SettingsException with every problem at once
   */
  public StreamSettings {
    Problems problems = new Problems();
    expectHonoured(problems, connection, guarantee, groupProtocol);
    alerts.ifPresent(settings -> settings.check(problems));
    page.ifPresent(settings -> settings.check(problems));
    problems
        .expect(
            model.isPresent() != modelTopic.isPresent(),
            "--model, --model-topic",
            "one of them",
            model.isPresent() ? "both" : "none")
        .expect(
            modelTopic.isEmpty() || !strictModel,
            "--strict-model",
            "not to be set with --model-topic, which decides for all instances",
            modelTopic.orElse(""))
        .expect(
            modelTimeout.compareTo(Duration.ofSeconds(1)) >= 0,
            "--model-timeout",
            "at least 1 s",
            modelTimeout)
        .expect(
            alerts.isEmpty() || control.kind() == AlarmControl.Kind.RATE,
            "--control",
            "rate with --alerts, which counts with one rate of false alarms",
            control.kind())
        .expect(
            page.filter(PageSettings::labels).isEmpty() || labels.isPresent(),
            "--page-labels",
            "--measure-precision beside it, which reads what is written",
            "none")
        .expect(
            labels
                .filter(topics.withAlerts(alerts.map(AlertSettings::topic)).all()::contains)
                .isEmpty(),
            "--labels-topic",
            "a topic of its own",
            labels.orElse(""))
        .expect(
            sourceHeader.map(name -> !name.startsWith(OwnHeaders.PREFIX)).orElse(true),
            "--source-header",
            "a header of the producer's own",
            sourceHeader.orElse(""))
        .expect(
            replay.isEmpty() || groupProtocol == GroupProtocol.CLASSIC,
            "--group-protocol",
            "classic with --from, which sets the group's offsets",
            groupProtocol)
        .expect(
            APPLICATION_ID.matcher(applicationId).matches(),
            "--application-id",
            "1 to 200 of a-z, A-Z, 0-9, dot, _ and -",
            applicationId)
        .expect(
            control.rate() > 0 && control.rate() < 1,
            control.kind() == AlarmControl.Kind.FDR ? "--fdr" : "--false-alarm-rate",
            "a number between 0 and 1",
            control.rate())
        .expect(threads >= 1 && threads <= 256, "--threads", "1 to 256", threads)
        .expect(partitions >= 1 && partitions <= 10_000, "--partitions", "1 to 10000", partitions)
        .expect(httpPort >= 0 && httpPort <= 65_535, "--http-port", "0 to 65535", httpPort)
        .expect(!startupTimeout.isNegative(), "--startup-timeout", "at least 0 s", startupTimeout)
        .throwIfAny();
    topics = topics.withAlerts(alerts.map(AlertSettings::topic));
  }

  /** The topic that holds what the scorer keeps, if it keeps anything. */
  Optional<String> changelog() {
    return control.kind() == AlarmControl.Kind.FDR
        ? Optional.of(Discoveries.changelog(applicationId))
        : alerts.map(settings -> SourceTable.changelog(applicationId));
  }

  /** The topic that readers of the page write labels to, if they may. */
  Optional<String> pageLabels() {
    return page.filter(PageSettings::labels).flatMap(wanted -> labels);
  }

  /** Makes outputs CloudEvents, where that was asked for. */
  Optional<CloudEvents> events() {
    return cloudEvents
        ? Optional.of(new CloudEvents(applicationId, topics.images()))
        : Optional.empty();
  }

  /** The consumer group. */
  Group group() {
    return new Group(applicationId, groupProtocol == GroupProtocol.STREAMS);
  }

  /** Keys that Kafka Streams would pass over under this guarantee or this protocol. */
  private static void expectHonoured(
      Problems problems, KafkaConnection connection, Guarantee guarantee, GroupProtocol protocol) {
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      EXACTLY_ONCE_NEEDS.forEach(
          (key, needed) ->
              connection
                  .formsOf(key)
                  .forEach(
                      (form, value) ->
                          problems.expect(
                              value.equalsIgnoreCase(needed),
                              "--kafka " + form,
                              needed + " under --guarantee exactly-once",
                              value)));
    }
    if (protocol == GroupProtocol.STREAMS) {
      for (String key : SET_ON_BROKERS) {
        connection
            .formsOf(key)
            .forEach(
                (form, value) ->
                    problems.expect(
                        false,
                        "--kafka " + form,
                        "not to be set under --group-protocol streams, where the brokers decide",
                        value));
      }
    }
  }
}
