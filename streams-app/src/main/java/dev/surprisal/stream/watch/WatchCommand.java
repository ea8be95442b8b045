package dev.surprisal.stream.watch;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code surprisal watch}: prints a line for each anomaly, or for each alert on a topic of those.
 */
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

  @Option(names = "--save", paramLabel = "DIR", description = "Keep the pictures here, as PNG.")
  private Optional<Path> save = Optional.empty();

  @Option(
      names = "--from-beginning",
      description = "Read what is there already, not only what comes.")
  private boolean fromBeginning;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after so many, 0 for never (default: ${DEFAULT-VALUE}).")
  private long limit;

  private WatchCommand() {}

  @Override
  public Integer call() {
    KafkaConnection connection = kafka.connection();
    Optional<SavedPictures> pictures = save.map(SavedPictures::into);
    PrintWriter out = spec.commandLine().getOut();
    try (TopicReader reader = new TopicReader(connection, List.of(topic), fromBeginning)) {
      long seen = 0;
      while (limit == 0 || seen < limit) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(PATIENCE)) {
          Optional<AlertMessage> alert = AlertMessage.parse(record.value());
          Optional<VerdictMessage> verdict =
              alert
                  .map(AlertMessage::example)
                  .orElseGet(() -> VerdictMessage.parse(record.value()));
          out.println(
              alert
                  .map(AlertMessage::line)
                  .or(() -> verdict.map(VerdictMessage::line))
                  .orElseGet(() -> stranger(record)));
          out.flush();
          verdict.ifPresent(m -> pictures.ifPresent(folder -> folder.keep(m)));
          seen++;
          if (seen == limit) {
            break;
          }
        }
      }
    }
    return 0;
  }

  private static String stranger(ConsumerRecord<byte[], byte[]> record) {
    return "%s-%d-%d: expected a verdict, got something else"
        .formatted(record.topic(), record.partition(), record.offset());
  }
}
