package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Model;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.ImageBatch;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import dev.surprisal.vae.VaePass;
import dev.surprisal.vae.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported computes, in the scorer, what the training graph itself computes. */
class ExportTest {
  private static final ImageShape SHAPE = new ImageShape(8, 6);
  private static final int BATCH = 16;

  static Stream<NetworkSpec> networks() {
    LayerSpec normalised = new LayerSpec.Dense(9, Activation.LEAKY_RELU, true, 0.3);
    return Stream.of(
        NetworkSpec.mlp(SHAPE, 3, Activation.RELU, List.of(20, 10)),
        NetworkSpec.mlp(SHAPE, 2, Activation.TANH, List.of(12)),
        new NetworkSpec(
            SHAPE, 2, List.of(normalised, normalised), List.of(normalised), Likelihood.BERNOULLI),
        new NetworkSpec(
            SHAPE,
            2,
            List.of(
                new LayerSpec.Convolution(4, 3, 2, Activation.RELU),
                new LayerSpec.Convolution(5, 3, 2, Activation.RELU)),
            List.of(
                new LayerSpec.Dense(2 * 2 * 3, Activation.RELU),
                new LayerSpec.TransposedConvolution(4, 3, 2, Activation.RELU),
                new LayerSpec.TransposedConvolution(2, 3, 2, Activation.RELU)),
            Likelihood.BERNOULLI));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void scorerComputesWhatTheGraphComputes(NetworkSpec spec) {
    // Given
    List<GrayImage> images = images();
    float[] x = new float[BATCH * SHAPE.pixels()];
    for (int i = 0; i < BATCH; i++) {
      images.get(i).toUnit(x, i * SHAPE.pixels());
    }
    try (VaeNetwork network = new VaeNetwork(spec, TrainingRule.STANDARD, 4)) {
      for (int step = 0; step < 30; step++) {
        network.fit(x, BATCH, 1e-2, 1);
      }
      float[] expected = network.logits(x, BATCH);

      // When
      float[] got = logits(network.toVae(), images);

      // Then
      for (int i = 0; i < expected.length; i++) {
        assertThat(got[i]).isCloseTo(expected[i], within(2e-4f + 2e-4f * Math.abs(expected[i])));
      }
    }
  }

  /** A plain autoencoder's z is the mean, as the scorer's. */
  @ParameterizedTest
  @MethodSource("likelihoods")
  void scorerFindsTheErrorThatTheTrainingFound(NetworkSpec spec) {
    // Given
    List<GrayImage> images = images();
    float[] x = new float[BATCH * SHAPE.pixels()];
    for (int i = 0; i < BATCH; i++) {
      images.get(i).toUnit(x, i * SHAPE.pixels());
    }
    TrainingRule rule =
        new TrainingRule(
            Objective.RECONSTRUCTION, TrainingRule.Start.FAN_IN, TrainingRule.Updater.ADAM, 0);
    try (VaeNetwork network = new VaeNetwork(spec, rule, 4)) {
      for (int step = 0; step < 30; step++) {
        network.fit(x, BATCH, 1e-2, 1);
      }
      Vae vae = network.toVae();
      double expected = network.fit(x, BATCH, 1e-9, 1).reconstructionNats();

      // When
      double got = 0;
      try (ScorePass pass = new ScorePass(new Model(vae, Optional.empty()), Set.of())) {
        for (Scores scores : pass.score(images)) {
          got += scores.reconstructionNats() / BATCH;
        }
      }

      // Then
      assertThat(got).isCloseTo(expected, within(1e-3));
    }
  }

  static Stream<NetworkSpec> likelihoods() {
    NetworkSpec bernoulli = NetworkSpec.mlp(SHAPE, 3, Activation.RELU, List.of(20, 10));
    return Stream.of(
        bernoulli,
        bernoulli.withLikelihood(new Likelihood.Gaussian(0.07), false),
        bernoulli.withLikelihood(new Likelihood.Gaussian(0.07), true));
  }

  private static List<GrayImage> images() {
    SplittableRandom random = new SplittableRandom(2);
    List<GrayImage> images = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      byte[] pixels = new byte[SHAPE.pixels()];
      random.nextBytes(pixels);
      images.add(GrayImage.of(SHAPE, pixels));
    }
    return images;
  }

  private static float[] logits(Vae vae, List<GrayImage> images) {
    float[] all = new float[images.size() * SHAPE.pixels()];
    try (Workspace workspace =
            Workspace.forNetworks(BATCH, Stream.of(vae.encoder(), vae.decoder()));
        ImageBatch batch = new ImageBatch(BATCH, SHAPE.pixels())) {
      batch.load(images);
      VaePass pass = new VaePass(vae, workspace);
      pass.decodeMeans(
          pass.encode(batch),
          batch.size(),
          (i, values) -> System.arraycopy(values, 0, all, i * SHAPE.pixels(), SHAPE.pixels()));
    }
    return all;
  }
}
