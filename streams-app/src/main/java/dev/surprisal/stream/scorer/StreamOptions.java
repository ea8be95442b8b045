package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.SettingsException;
import dev.surprisal.cli.TrustOptions;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import dev.surprisal.stream.kafka.TopicOptions;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.source.AlertSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The scorer's options, and the one place of their defaults: those of the command line are the
 * initial values here. A program sets what differs.
 */
public final class StreamOptions {
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private TopicOptions topics = new TopicOptions();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model bundle that decides, unless --model-topic is set.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--model-topic",
      paramLabel = "TOPIC",
      description = "The topic that says which model judges from when on, in place of --model.")
  private Optional<String> modelTopic = Optional.empty();

  @Option(
      names = "--shadow-topic",
      paramLabel = "TOPIC",
      description =
          "Where the evidence about a candidate goes, with --model-topic (default: ${DEFAULT-VALUE}).")
  private String shadowTopic = Topics.SHADOW;

  @Option(
      names = "--model-timeout",
      paramLabel = "SECONDS",
      description =
          "How long images may wait for a model of --model-topic before the scorer gives up (default: ${DEFAULT-VALUE}).")
  private int modelTimeout = 300;

  @Mixin private AlertOptions alerts = new AlertOptions();

  @Mixin private PrecisionOptions precision = new PrecisionOptions();

  @Option(
      names = "--source-header",
      paramLabel = "NAME",
      description = "The header that names a record's source (default: its key does).")
  private Optional<String> sourceHeader = Optional.empty();

  @Option(
      names = "--cloudevents",
      description = "Describe each output record by headers as a CloudEvent, in binary mode.")
  private boolean cloudEvents;

  @Mixin private ReplayOptions replay = new ReplayOptions();
  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--strict-model",
      description = "Do not start beside instances that judge by another model.")
  private boolean strictModel;

  @Option(
      names = "--application-id",
      paramLabel = "NAME",
      description = "Instances with the same one share the work (default: ${DEFAULT-VALUE}).")
  private String applicationId = "surprisal";

  @Option(
      names = "--score",
      paramLabel = "NAME",
      description = "The score that decides (default: the bundle's choice).")
  private Optional<String> score = Optional.empty();

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      description =
          "Share of clean images that may be called anomalous (default: ${DEFAULT-VALUE}).")
  private double falseAlarmRate = 0.01;

  @Option(
      names = "--control",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}: keep the share of clean images that alarm, or the share of alarms that are false (default: ${DEFAULT-VALUE}).")
  private AlarmControl.Kind control = AlarmControl.Kind.RATE;

  @Option(
      names = "--fdr",
      paramLabel = "RATE",
      description =
          "Share of the alarms that may be false, with --control fdr (default: ${DEFAULT-VALUE}).")
  private double fdr = 0.05;

  @Option(
      names = "--resize",
      description = "Bring a PNG or JPEG of another size to the model's instead of rejecting it.")
  private boolean resize;

  @Option(
      names = "--guarantee",
      paramLabel = "GUARANTEE",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Guarantee guarantee = Guarantee.EXACTLY_ONCE;

  @Option(
      names = "--group-protocol",
      paramLabel = "PROTOCOL",
      description =
          "${COMPLETION-CANDIDATES}; the latter needs brokers of 4.2 (default: ${DEFAULT-VALUE}).")
  private GroupProtocol groupProtocol = GroupProtocol.CLASSIC;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Stream threads, at most the cores (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--create-topics",
      negatable = true,
      fallbackValue = "true",
      description = "Create the topics that are missing (default: ${DEFAULT-VALUE}).")
  private boolean createTopics = true;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description = "Where metrics and health listen (default: ${DEFAULT-VALUE}).")
  private String httpHost = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of metrics and health, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort = 9464;

  @Mixin private PageOptions page = new PageOptions();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Kafka Streams' folder; nothing of value is in it (default: ${DEFAULT-VALUE}).")
  private Path stateDir = Path.of(System.getProperty("java.io.tmpdir"), "surprisal-streams");

  @Option(
      names = "--startup-timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the broker (default: ${DEFAULT-VALUE}).")
  private int startupTimeout = 60;

  /** For a command line to fill in. */
  StreamOptions() {}

  /** The defaults, with what has none. */
  public static StreamOptions defaults(KafkaConnection connection, Topics topics, Path model) {
    StreamOptions options = new StreamOptions();
    options.kafka = KafkaOptions.of(connection);
    options.topics = TopicOptions.of(topics);
    options.model = Optional.of(model);
    return options;
  }

  public StreamOptions applicationId(String name) {
    applicationId = name;
    return this;
  }

  /** Models from a topic, in place of one from a folder. */
  public StreamOptions modelTopic(String topic) {
    model = Optional.empty();
    modelTopic = Optional.of(topic);
    return this;
  }

  public StreamOptions shadowTopic(String topic) {
    shadowTopic = topic;
    return this;
  }

  public StreamOptions modelTimeout(Duration patience) {
    modelTimeout = Math.toIntExact(patience.toSeconds());
    return this;
  }

  public StreamOptions strictModel(boolean strict) {
    strictModel = strict;
    return this;
  }

  public StreamOptions control(AlarmControl wanted) {
    control = wanted.kind();
    falseAlarmRate = wanted.rate();
    fdr = wanted.rate();
    return this;
  }

  public StreamOptions alerts(AlertSettings wanted) {
    alerts = AlertOptions.of(wanted);
    return this;
  }

  public StreamOptions measurePrecision(String labelsTopic) {
    precision = PrecisionOptions.of(labelsTopic);
    return this;
  }

  public StreamOptions sourceHeader(String name) {
    sourceHeader = Optional.of(name);
    return this;
  }

  public StreamOptions cloudEvents(boolean describe) {
    cloudEvents = describe;
    return this;
  }

  StreamOptions replay(String suffix, Replay.Span span) {
    replay = ReplayOptions.of(suffix, span);
    return this;
  }

  public StreamOptions guarantee(Guarantee wanted) {
    guarantee = wanted;
    return this;
  }

  public StreamOptions groupProtocol(GroupProtocol protocol) {
    groupProtocol = protocol;
    return this;
  }

  public StreamOptions threads(int number) {
    threads = number;
    return this;
  }

  public StreamOptions partitions(int number) {
    topics.partitions(number);
    return this;
  }

  public StreamOptions createTopics(boolean create) {
    createTopics = create;
    return this;
  }

  public StreamOptions httpPort(int port) {
    httpPort = port;
    return this;
  }

  public StreamOptions page(PageSettings wanted) {
    page = PageOptions.of(wanted);
    return this;
  }

  public StreamOptions stateDir(Path folder) {
    stateDir = folder;
    return this;
  }

  public StreamOptions startupTimeout(Duration patience) {
    startupTimeout = Math.toIntExact(patience.toSeconds());
    return this;
  }

  /**
   * As one record; checks it.
   *
   * @throws SettingsException with every problem at once
   */
  public StreamSettings settings() {
    return new StreamSettings(
        kafka.connection(),
        replay
            .addTo(topics.topics())
            .withShadow(modelTopic.map(models -> replay.addTo(shadowTopic))),
        sourceHeader,
        alerts.settings(replay::addTo),
        precision.labels(),
        cloudEvents,
        replay.span(),
        model,
        modelTopic,
        Duration.ofSeconds(modelTimeout),
        new Trust(trust.publicKeys(), trust.digest()),
        strictModel,
        replay.addTo(applicationId),
        score.map(StreamOptions::score),
        new AlarmControl(control, control == AlarmControl.Kind.FDR ? fdr : falseAlarmRate),
        resize,
        guarantee,
        groupProtocol,
        threads,
        topics.partitions(),
        createTopics,
        httpHost,
        httpPort,
        page.settings(),
        stateDir,
        Duration.ofSeconds(startupTimeout));
  }

  private static Score score(String name) {
    return Score.ofWireName(name)
        .orElseThrow(
            () ->
                new SettingsException(
                    "--score: expected one of %s, got %s"
                        .formatted(Stream.of(Score.values()).map(Score::wireName).toList(), name)));
  }
}
