package dev.surprisal.benchmarks.parts;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.benchmarks.Vaes;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A batch of images to their scores; microseconds a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScoreBenchmark {
  @Param({"1", "16", "64", "256"})
  public int batch;

  private List<GrayImage> images;
  private ScorePass pass;

  @Setup
  public void digits() {
    Vae vae = Vaes.mlp400();
    images =
        Arrays.stream(Digits.test(Path.of(System.getProperty("surprisal.data", "data")), batch))
            .map(bytes -> GrayImage.of(vae.shape(), bytes))
            .toList();
    pass = new ScorePass(new Model(vae, Optional.empty()), EnumSet.of(Score.ELBO));
  }

  @Benchmark
  public List<Scores> score() {
    return pass.score(images);
  }

  @TearDown
  public void close() {
    pass.close();
  }
}
