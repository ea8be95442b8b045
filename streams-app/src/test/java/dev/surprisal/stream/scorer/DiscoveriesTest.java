package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** False-discovery control in the stream, on a model whose score is 2 nats a pixel of ink. */
final class DiscoveriesTest {
  private static final byte[] KEY = {1};

  @Test
  void aDiscoveryRaisesTheLevelForThoseThatFollow() throws IOException {
    try (TopologyRun run = controlled()) {
      run.images().pipeInput(KEY, InkModel.ink(0));
      run.images().pipeInput(KEY, InkModel.ink(700));
      run.images().pipeInput(KEY, InkModel.ink(0));
      run.images().pipeInput(KEY, InkModel.ink(0));

      // By the formula: 0.05 · 0.01 before; 0.05 · (0.01 + 0.99 · 0.1), then · 0.9 more, after.
      assertThat(level(run)).isEqualTo(0.0005, within(1e-9));
      assertThat(level(run)).isEqualTo(0.0005, within(1e-9));
      assertThat(level(run)).isEqualTo(0.00545, within(1e-9));
      assertThat(level(run)).isEqualTo(0.05 * (0.01 + 0.99 * 0.99 * 0.09), within(1e-9));
      assertThat(run.anomalies().readValuesToList()).hasSize(1);
      assertThat(new Samples(run.scrape()).value("surprisal_fdr_level"))
          .isEqualTo(0.05 * (0.01 + 0.99 * 0.99 * 0.09), within(1e-9));
    }
  }

  /** The levels are those of the test above. */
  @Test
  void aDiscoveryByTheFormerModelRaisesTheLevelOfTheNext() throws IOException {
    AlarmControl control = new AlarmControl(AlarmControl.Kind.FDR, 0.05);
    try (TopologyRun run = new TopologyRun(TopologyRun.scoring(ChangingJudges.fine(2, control)))) {
      run.images().pipeInput(KEY, InkModel.ink(0));
      run.images().pipeInput(KEY, InkModel.ink(700));
      run.images().pipeInput(KEY, InkModel.ink(0));
      run.images().pipeInput(KEY, InkModel.ink(0));

      assertThat(level(run, "d".repeat(64))).isEqualTo(0.0005, within(1e-9));
      assertThat(level(run, "d".repeat(64))).isEqualTo(0.0005, within(1e-9));
      assertThat(level(run, ChangingJudges.NEXT_DIGEST)).isEqualTo(0.00545, within(1e-9));
      assertThat(level(run, ChangingJudges.NEXT_DIGEST))
          .isEqualTo(0.05 * (0.01 + 0.99 * 0.99 * 0.09), within(1e-9));
    }
  }

  @Test
  void partitionThatIsGoneHasNoLevel() {
    TopologyRun run = controlled();
    run.images().pipeInput(KEY, InkModel.ink(0));
    assertThat(new Samples(run.scrape()).value("surprisal_fdr_level"))
        .isEqualTo(0.0005, within(1e-9));

    run.close();

    assertThat(new Samples(run.scrape()).value("surprisal_fdr_level")).isNaN();
  }

  private static TopologyRun controlled() {
    return TopologyRun.measured(
        InkModel.finelyCalibrated(), new AlarmControl(AlarmControl.Kind.FDR, 0.05));
  }

  private static double level(TopologyRun run) throws IOException {
    return level(run, InkModel.finelyCalibrated().digest());
  }

  private static double level(TopologyRun run, String digest) throws IOException {
    JsonNode verdict = new ObjectMapper().readTree(run.scores().readValue());
    assertThat(verdict.path("anomalous").asBoolean())
        .isEqualTo(verdict.path("pValue").asDouble() <= verdict.path("falseAlarmRate").asDouble());
    assertThat(verdict.path("model").path("digest").asText()).isEqualTo(digest);
    return verdict.path("falseAlarmRate").asDouble();
  }
}
