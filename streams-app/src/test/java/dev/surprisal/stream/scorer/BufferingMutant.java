package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.vae.Blas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The planted mistake: the scorer with a buffer before each sink, flushed when it is full and at
 * the close. It looks right until a process dies between a commit and a flush. The chaos campaign
 * must find its losses, or it would not find ours.
 */
@Command(subcommands = BufferingMutant.Stream.class)
public final class BufferingMutant {
  private BufferingMutant() {}

  public static void main(String[] arguments) {
    CommandLines.main(new BufferingMutant(), NativeCache::choose, Blas::kernel, arguments);
  }

  @Command(name = "stream")
  static final class Stream implements Callable<Integer> {
    @Mixin private StreamOptions options;

    @Override
    public Integer call() throws InterruptedException {
      StreamSettings settings = options.settings();
      LoadedBundle bundle = BundleFolder.read(settings.model().orElseThrow());
      Scoring scoring = TopologyRun.scoring(bundle);
      KafkaStreams streams =
          new KafkaStreams(mutated(scoring), StreamProperties.of(settings, scoring));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(15))));
      streams.start();
      new CountDownLatch(1).await();
      return 0;
    }

    private static Topology mutated(Scoring scoring) {
      Topics topics = scoring.topics();
      ByteArrayDeserializer bytesIn = new ByteArrayDeserializer();
      ByteArraySerializer bytesOut = new ByteArraySerializer();
      return new Topology()
          .addSource("images", bytesIn, bytesIn, topics.images())
          .addProcessor(ScoringTopology.SCORE, () -> new ScoreProcessor(scoring), "images")
          .addProcessor(ScoringTopology.TO_SCORES, Buffer::new, ScoringTopology.SCORE)
          .addProcessor(ScoringTopology.TO_ANOMALIES, Buffer::new, ScoringTopology.SCORE)
          .addProcessor(ScoringTopology.TO_REJECTED, Buffer::new, ScoringTopology.SCORE)
          .addSink("s", topics.scores(), bytesOut, bytesOut, ScoringTopology.TO_SCORES)
          .addSink("a", topics.anomalies(), bytesOut, bytesOut, ScoringTopology.TO_ANOMALIES)
          .addSink("r", topics.rejected(), bytesOut, bytesOut, ScoringTopology.TO_REJECTED);
    }
  }

  private static final class Buffer implements Processor<byte[], byte[], byte[], byte[]> {
    private static final int FULL = 64;

    private final List<Record<byte[], byte[]>> records = new ArrayList<>();
    private ProcessorContext<byte[], byte[]> context;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      records.add(record);
      if (records.size() == FULL) {
        flush();
      }
    }

    private void flush() {
      records.forEach(context::forward);
      records.clear();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
