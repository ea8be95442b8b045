package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.OutputLimit;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.loss.Continuity;
import dev.surprisal.stream.meter.ScoringMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology without a broker. */
final class TopologyRun implements AutoCloseable {
  /** What the clock shows while it runs. */
  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> images;
  private final TestOutputTopic<byte[], byte[]> scores;
  private final TestOutputTopic<byte[], byte[]> anomalies;
  private final TestOutputTopic<byte[], byte[]> rejected;

  TopologyRun(LoadedBundle bundle) {
    this(scoring(bundle));
  }

  TopologyRun(Scoring scoring) {
    Topics topics = Topics.DEFAULT;
    driver = new TopologyTestDriver(new ScoringTopology(scoring).get(), new Properties(), NOW);
    images =
        driver.createInputTopic(
            topics.images(), new ByteArraySerializer(), new ByteArraySerializer());
    scores = output(topics.scores());
    anomalies = output(topics.anomalies());
    rejected = output(topics.rejected());
  }

  static Scoring scoring(LoadedBundle bundle) {
    return scoring(bundle, AlarmControl.rate(0.01));
  }

  static Scoring scoring(LoadedBundle bundle, AlarmControl control) {
    return scoring(bundle, control, new OutputLimit(Topics.LARGEST_OUTPUT));
  }

  static Scoring scoring(LoadedBundle bundle, AlarmControl control, OutputLimit limit) {
    var decision = bundle.bundle().decision(Score.ELBO, control.rate());
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var meters = new ScoringMeters(registry, bundle, decision, Clock.systemUTC());
    return new Scoring(
        bundle,
        decision,
        control.fdr(decision.calibration()),
        false,
        Topics.DEFAULT,
        limit,
        meters,
        new Continuity(Topics.DEFAULT.images(), true, meters::missed));
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  TestInputTopic<byte[], byte[]> images() {
    return images;
  }

  TestOutputTopic<byte[], byte[]> scores() {
    return scores;
  }

  TestOutputTopic<byte[], byte[]> anomalies() {
    return anomalies;
  }

  TestOutputTopic<byte[], byte[]> rejected() {
    return rejected;
  }

  @Override
  public void close() {
    driver.close();
  }
}
