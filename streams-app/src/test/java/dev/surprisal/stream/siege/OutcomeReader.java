package dev.surprisal.stream.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;

/** Notes one output topic's committed records while they come. */
final class OutcomeReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PLACE = Pattern.compile("-(\\d+)-(\\d+)$");
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicReader reader;
  private final Ledger ledger;
  private final Decisions decisions;
  private final Thread thread;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private OutcomeReader(
      KafkaConnection connection, String topic, Ledger ledger, Decisions decisions) {
    this.reader = new TopicReader(connection, List.of(topic), true);
    this.ledger = ledger;
    this.decisions = decisions;
    this.thread = new Thread(this::read, "siege-" + topic);
  }

  static OutcomeReader start(
      KafkaConnection connection, String topic, Ledger ledger, Decisions decisions) {
    OutcomeReader reader = new OutcomeReader(connection, topic, ledger, decisions);
    reader.thread.start();
    return reader;
  }

  void expectNoFailure() {
    Throwable e = failure.get();
    if (e != null) {
      throw new AssertionError("the outcomes cannot be read", e);
    }
  }

  private void read() {
    try {
      for (; ; ) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
          note(record);
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (IOException | RuntimeException | Error e) {
      failure.set(e);
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.topic().equals(Topics.DEFAULT.rejected())) {
      ledger.rejection(
          Integer.parseInt(header(record, "surprisal.partition")),
          Long.parseLong(header(record, "surprisal.offset")));
      return;
    }
    JsonNode verdict = JSON.readTree(record.value());
    Matcher id = PLACE.matcher(verdict.path("id").asText());
    if (!id.find()) {
      throw new AssertionError("expected an id, got " + verdict);
    }
    int partition = Integer.parseInt(id.group(1));
    long offset = Long.parseLong(id.group(2));
    if (record.topic().equals(Topics.DEFAULT.scores())) {
      ledger.verdict(partition, offset, verdict.path("score").asDouble());
      decisions.verdict(
          partition,
          offset,
          verdict.path("pValue").asDouble(),
          verdict.path("falseAlarmRate").asDouble(),
          verdict.path("anomalous").asBoolean(),
          System.currentTimeMillis());
    } else {
      ledger.alarm(partition, offset);
      decisions.alarm(partition, offset);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
    return new String(record.headers().lastHeader(key).value(), UTF_8);
  }

  @Override
  public void close() {
    reader.wakeUp();
    Threads.join(thread);
    reader.close();
  }
}
