package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.testing.InkModel;
import java.util.List;
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

  private List<CapturedForward<? extends byte[], ? extends byte[]>> anomalyAt(long offset) {
    context.resetForwards();
    context.setCurrentSystemTimeMs(8L);
    context.setRecordMetadata("images", 0, offset);
    processor.process(new Record<>(null, InkModel.ink(700), 5L));
    return List.copyOf(context.forwarded());
  }
}
