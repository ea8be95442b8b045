package dev.surprisal.benchmarks.parts;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Verdict;
import dev.surprisal.stream.meter.ScoringMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the meters take of an image's time, and what a scrape of them takes, in nanoseconds. On a
 * busy machine look at the quotient of {@code cpuNanos} and {@code counted}, which JMH adds up over
 * all iterations.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetersBenchmark {
  /** As many as Kafka hands over at most. */
  private static final int POLL = 512;

  private static final int CALIBRATION = 5_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Verdict[] verdicts = new Verdict[POLL];
  private ScoringMeters meters;
  private String digest;
  private long offset;

  /** CPU time of the measuring thread, and how many images or scrapes it was for. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Cpu {
    public long counted;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long before;

    @Setup(Level.Iteration)
    public void begin() {
      before = threads.getCurrentThreadCpuTime();
      counted = 0;
    }

    public long cpuNanos() {
      return threads.getCurrentThreadCpuTime() - before;
    }
  }

  @Setup
  public void verdicts() {
    Path data = Path.of(System.getProperty("surprisal.data", "data"));
    LoadedBundle loaded =
        BundleFolder.read(data.resolveSibling("model/src/test/resources/frozen/surprise"));
    digest = loaded.digest();
    Random random = new Random(1);
    Calibration clean = new Calibration(random.doubles(CALIBRATION).map(Math::log).toArray());
    Decision decision = new Decision(Score.SURPRISE, clean, 0.01);
    meters = new ScoringMeters(registry, loaded, decision, Clock.systemUTC());
    for (int i = 0; i < POLL; i++) {
      double reconstruction = 70 + 20 * random.nextGaussian();
      double kl = 25 + 4 * random.nextGaussian();
      verdicts[i] =
          decision.decide(
              new Scores(
                  reconstruction,
                  kl,
                  0.02,
                  Double.NaN,
                  Math.log(random.nextDouble()),
                  Optional.empty()));
    }
  }

  /** All that is counted of a poll without alarms; an image's part of it. */
  @Benchmark
  @OperationsPerInvocation(POLL)
  public long image(Cpu cpu) {
    long now = System.currentTimeMillis();
    meters.batch(POLL, 5_000_000);
    for (Verdict verdict : verdicts) {
      meters.judged(verdict, digest);
      meters.done(0, offset++, now - (offset & 127), Optional.empty());
    }
    cpu.counted += POLL;
    return offset;
  }

  @Benchmark
  public String scrape(Cpu cpu) {
    cpu.counted++;
    return registry.scrape();
  }
}
