package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.page.Findings;
import dev.surprisal.stream.testing.InkModel;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class ScoreProcessorTest {
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final ScoreProcessor processor =
      new ScoreProcessor(TopologyRun.scoring(InkModel.bundle()));

  /** Kafka Streams initialises a revived task's processor again after it has closed it. */
  @Test
  void revivedProcessorStillExplainsAnomalies() {
    processor.init(context);
    List<CapturedForward<? extends byte[], ? extends byte[]>> before = anomalyAt(7);
    processor.close();

    processor.init(context);
    List<CapturedForward<? extends byte[], ? extends byte[]>> after = anomalyAt(7);
    processor.close();

    assertThat(before)
        .extracting(forward -> forward.childName().orElseThrow())
        .containsExactly(ScoringTopology.TO_SCORES, ScoringTopology.TO_ANOMALIES);
    assertThat(after).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).record().value()).isEqualTo(before.get(i).record().value());
    }
  }

  @Test
  void closeWithoutInitIsHarmless() {
    processor.close();

    assertThat(context.forwarded()).isEmpty();
  }

  @Test
  void pageIsToldOfAnomaliesAndRejectedRecordsOnly() {
    Findings findings = new Findings();
    ScoreProcessor told = new ScoreProcessor(withPage(findings));
    told.init(context);
    context.setCurrentSystemTimeMs(8L);
    byte[] key = "camera".getBytes(UTF_8);
    process(told, 1, new Record<>(key, InkModel.ink(10), 5L));
    process(told, 2, new Record<>(key, InkModel.ink(700), 5L));
    process(told, 3, new Record<>(key, new byte[0], 6L));
    told.close();

    byte[] anomaly = context.forwarded(ScoringTopology.TO_ANOMALIES).get(0).record().value();
    assertThat(findings.take())
        .extracting(finding -> finding.json().get())
        .containsExactly(
            new String(anomaly, UTF_8),
            "{\"id\":\"images-0-3\",\"source\":\"camera\",\"timestamp\":6,\"reason\":\"empty\","
                + "\"detail\":\"expected image bytes, got none\"}");
  }

  private static Scoring withPage(Findings findings) {
    Scoring plain = TopologyRun.scoring(InkModel.bundle());
    return new Scoring(
        plain.judges(),
        plain.resize(),
        plain.sourceName(),
        plain.alerting(),
        plain.cloudEvents(),
        plain.replay(),
        plain.topics(),
        plain.limit(),
        plain.meters(),
        Optional.of(findings),
        plain.continuity());
  }

  private void process(ScoreProcessor by, long offset, Record<byte[], byte[]> record) {
    context.setRecordMetadata("images", 0, offset);
    by.process(record);
  }

  private List<CapturedForward<? extends byte[], ? extends byte[]>> anomalyAt(long offset) {
    context.resetForwards();
    context.setCurrentSystemTimeMs(8L);
    context.setRecordMetadata("images", 0, offset);
    processor.process(new Record<>(null, InkModel.ink(700), 5L));
    return List.copyOf(context.forwarded());
  }
}
