package dev.surprisal.stream.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.cli.Problems;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.Causes;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.PointInTime;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.watch.AlertMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Option;

/** Which images {@code collect} takes, and from where. */
final class CollectOptions {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST = 1_000_000;

  /** A kind of alert: a source whose images have changed, though few of them are anomalous. */
  private static final String DRIFTED = "drifted";

  @Option(
      names = "--from-topic",
      paramLabel = "TOPIC",
      description = "Where the images are (default: ${DEFAULT-VALUE}).")
  private String images = Topics.DEFAULT.images();

  @Option(
      names = "--scores-topic",
      paramLabel = "TOPIC",
      description = "Where their verdicts are (default: ${DEFAULT-VALUE}).")
  private String scores = Topics.DEFAULT.scores();

  @Option(
      names = "--alerts-topic",
      paramLabel = "TOPIC",
      description = "Where alerts about sources are (default: ${DEFAULT-VALUE}).")
  private String alerts = "alerts";

  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description = "Where labels are (default: ${DEFAULT-VALUE}).")
  private String labels = LabelsTopic.DEFAULT;

  @Option(
      names = "--until",
      paramLabel = "N",
      required = true,
      description = "How many images to take, where there are as many.")
  private int until;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description =
          "Take what was judged since then: a time as 2026-02-03T04:05:06Z, or 15m, 2h, 7d ago.")
  private Optional<Instant> since = Optional.empty();

  @Option(
      names = "--without-alarms",
      description = "Take alarms only where people called them normal; not for calibrate.")
  private boolean withoutAlarms;

  @Option(
      names = "--with-drifted",
      description = "Take images of sources that drifted too: where the change is meant.")
  private boolean withDrifted;

  @Option(
      names = "--resize",
      description = "Bring a PNG or JPEG of another size to the model's, as stream --resize does.")
  private boolean resize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which sample is drawn (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  void check(Problems problems) {
    problems.expect(until >= 1 && until <= MOST, "--until", "1 to " + MOST, until);
  }

  String images() {
    return images;
  }

  String scores() {
    return scores;
  }

  int until() {
    return until;
  }

  boolean withoutAlarms() {
    return withoutAlarms;
  }

  boolean resize() {
    return resize;
  }

  long seed() {
    return seed;
  }

  /**
   * Reads what people and the scorer say against images.
   *
   * @param notes told of a topic that is missing
   */
  Eligibility eligibility(KafkaConnection connection, Consumer<String> notes) {
    Set<String> topics;
    ImagesNow now;
    try (Admin admin = connection.admin(PATIENCE)) {
      now = ImagesNow.of(admin, images);
      topics = admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw new BadInputException(
          "the topics cannot be listed: " + Causes.inOneLine(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("interrupted before the topics were listed", e);
    }
    LabelBook book = LabelBook.onHeap();
    AlertSpans spans = new AlertSpans(now.topicId(), withDrifted ? Set.of(DRIFTED) : Set.of());
    if (topics.contains(labels)) {
      read(connection, labels, book::read);
      book.leftOut().ifPresent(notes);
    } else {
      notes.accept("no topic %s: no label is known".formatted(labels));
    }
    if (topics.contains(alerts)) {
      read(connection, alerts, record -> AlertMessage.parse(record.value()).ifPresent(spans::read));
    } else {
      notes.accept("no topic %s: no alert is known".formatted(alerts));
    }
    return new Eligibility(now, book, spans, withoutAlarms);
  }

  /** Reads the verdicts that count. */
  void readVerdicts(KafkaConnection connection, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<String> topic = List.of(scores);
    try (TopicReader reader =
        since
            .map(time -> TopicReader.since(connection, topic, time))
            .orElseGet(() -> new TopicReader(connection, topic, true))) {
      reader.readToEnd(each);
    }
  }

  private static void read(
      KafkaConnection connection, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (TopicReader reader = new TopicReader(connection, List.of(topic), true)) {
      reader.readToEnd(each);
    }
  }

  /** Writes down how images are chosen. */
  void describe(ObjectNode root) {
    root.put("imagesTopic", images).put("scoresTopic", scores);
    root.put("alertsTopic", alerts).put("labelsTopic", labels);
    since.ifPresent(time -> root.put("since", time.toString()));
    root.put("seed", seed).put("withoutAlarms", withoutAlarms).put("withDrifted", withDrifted);
  }
}
