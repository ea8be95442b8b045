package dev.surprisal.benchmarks.parts;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.benchmarks.Vaes;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Sharpness;
import dev.surprisal.score.Statistics;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

/** A batch of images by the networks of the preset {@code best}; microseconds a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SurpriseBenchmark {
  @Param({"16", "256"})
  public int batch;

  /** The VAE alone; all terms but the last; all terms. */
  @Param({"elbo", "without-sharpness", "surprise"})
  public String what;

  private List<GrayImage> images;
  private ScorePass pass;

  @Setup
  public void digits() {
    Vae vae = Vaes.mlp(20, 500, 200);
    images =
        Arrays.stream(Digits.test(Path.of(System.getProperty("surprisal.data", "data")), batch))
            .map(bytes -> GrayImage.of(vae.shape(), bytes))
            .toList();
    boolean alone = what.equals("elbo");
    pass =
        new ScorePass(
            new Model(vae, alone ? Optional.empty() : Optional.of(surprise(vae))),
            EnumSet.of(alone ? Score.ELBO : Score.SURPRISE));
  }

  private Surprise surprise(Vae vae) {
    int pixels = vae.shape().pixels();
    float[][] usual = new float[LocalResiduals.SIDES.size()][pixels];
    Arrays.stream(usual).forEach(side -> Arrays.fill(side, 1));
    Map<Term, Excess> terms = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      terms.put(term, new Excess(1, 1));
    }
    boolean sharpness = what.equals("surprise");
    if (!sharpness) {
      terms.remove(Term.SHARPNESS);
    }
    return new Surprise(
        Vaes.mlp(40, 200),
        Vaes.layers(Activation.RELU, pixels, 400, 200, 1),
        density(Statistics.COUNT),
        Optional.of(
            new LocalResiduals(
                vae.shape(), Vaes.layers(Activation.IDENTITY, pixels, 98, pixels), usual)),
        Optional.of(new CleanLatents(vae.latent(), new float[1024 * vae.latent()])),
        sharpness ? Optional.of(density(Sharpness.COUNT)) : Optional.empty(),
        new Combination(terms));
  }

  private static GaussianMixture density(int dimensions) {
    double[] ones = new double[dimensions];
    Arrays.fill(ones, 1);
    int components = 8;
    return new GaussianMixture(
        new double[dimensions],
        ones,
        new double[components],
        new double[components * dimensions],
        new double[components * dimensions * dimensions]);
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
