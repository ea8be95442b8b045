package dev.surprisal.stream.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.cli.Problems;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import dev.surprisal.stream.kafka.PointInTime;
import dev.surprisal.stream.label.LabelOptions;
import dev.surprisal.stream.label.LabelWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal watch}: shows each anomaly, or each alert on a topic of those. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Reads the anomaly topic: a line for each, and the pictures if asked for.")
public final class WatchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "anomalies",
      description = "The topic to read (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Mixin private WatchFilter filter = new WatchFilter();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Keep each verdict here as JSON, and its pictures as PNG.")
  private Optional<Path> save = Optional.empty();

  @Option(names = "--json", description = "Print each record's JSON on a line, not its summary.")
  private boolean json;

  @Option(
      names = "--pictures",
      negatable = true,
      fallbackValue = "true",
      description = "Draw small pictures (default: on a terminal, unless --json is given).")
  private Optional<Boolean> pictures = Optional.empty();

  @Option(
      names = "--from-beginning",
      description = "Read what is there already, not only what comes.")
  private boolean fromBeginning;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description =
          "Read what was found since then: a time as 2026-02-03T04:05:06Z, or 15m, 2h, 7d ago.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "Begin where this consumer group ended, and keep what was shown as its offsets.")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--label",
      description = "Ask after each anomaly whether it is one, and write the answer down.")
  private boolean label;

  @Mixin private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after so many, 0 for never (default: ${DEFAULT-VALUE}).")
  private long limit;

  private WatchCommand() {}

  @Override
  public Integer call() {
    Problems problems = new Problems();
    labels.check(problems);
    problems
        .expect(
            since.isEmpty() || (group.isEmpty() && !fromBeginning),
            "--since",
            "not to be set with --group or --from-beginning, which say where to begin",
            since.map(Instant::toString).orElse(""))
        .expect(limit >= 0, "--limit", "at least 0", limit)
        .throwIfAny();
    if (!label) {
      watch(Optional.empty());
      return 0;
    }
    try (LabelWriter writer = labels.writer(kafka.connection())) {
      watch(Optional.of(labelling(writer)));
    }
    return 0;
  }

  private Labelling labelling(LabelWriter writer) {
    return new Labelling(
        new BufferedReader(new InputStreamReader(System.in, UTF_8)),
        spec.commandLine().getErr(),
        labels.by(),
        writer::write);
  }

  private void watch(Optional<Labelling> labelling) {
    Shown shown =
        new Shown(
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            json,
            pictures.orElse(!json && Boolean.getBoolean("surprisal.terminal.out")),
            filter,
            save.map(SavedAnomalies::into),
            labelling);
    try (TopicReader reader = reader(kafka.connection())) {
      long seen = 0;
      while ((limit == 0 || seen < limit) && !ended(labelling)) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(PATIENCE)) {
          seen += shown.show(record) ? 1 : 0;
          if (ended(labelling)) {
            break;
          }
          reader.done(record);
          if (limit > 0 && seen == limit) {
            break;
          }
        }
        reader.commit();
      }
    }
  }

  private static boolean ended(Optional<Labelling> labelling) {
    return labelling.filter(Labelling::ended).isPresent();
  }

  private TopicReader reader(KafkaConnection connection) {
    List<String> topics = List.of(topic);
    if (group.isPresent()) {
      return TopicReader.inGroup(connection, topics, group.get(), fromBeginning);
    }
    return since
        .map(time -> TopicReader.since(connection, topics, time))
        .orElseGet(() -> new TopicReader(connection, topics, fromBeginning));
  }
}
