package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VaePassTest {
  private static final ImageShape SHAPE = new ImageShape(5, 7);
  private static final Offset<Double> CLOSE = Offset.offset(2e-5);

  @ParameterizedTest
  @EnumSource(Activation.class)
  void posteriorAndLogitsAreTheReferences(Activation activation) {
    Vae vae = DoubleVae.random(SHAPE, 3, activation, 11, 6);
    DoubleVae reference = new DoubleVae(vae);
    List<GrayImage> images = DoubleVae.images(SHAPE, 9, 1);
    try (ImageBatch batch = new ImageBatch(16, SHAPE.pixels());
        Workspace workspace = workspace(vae, 16)) {
      VaePass pass = new VaePass(vae, workspace);
      batch.load(images);
      float[] posterior = pass.encode(batch);
      for (int i = 0; i < images.size(); i++) {
        double[] expected = reference.posterior(images.get(i));
        for (int k = 0; k < 6; k++) {
          assertThat((double) posterior[i * 6 + k]).isCloseTo(expected[k], CLOSE);
        }
      }
      pass.decodeMeans(
          posterior,
          images.size(),
          (i, logits) -> {
            double[] expected = reference.logits(images.get(i));
            for (int k = 0; k < expected.length; k++) {
              assertThat((double) logits[k]).isCloseTo(expected[k], CLOSE);
            }
          });
    }
  }

  @Test
  void networkOfOneLayerIsAProductAndABias() {
    List<Layer> layer =
        List.of(new Dense(2, 3, Activation.IDENTITY, new float[] {1, 2, 3, 4, 5, 6}, new float[3]));
    try (Workspace workspace = Workspace.forNetworks(4, Stream.of(layer))) {
      // (1, 10)·W = (1 + 40, 2 + 50, 3 + 60); the third column of the input does not count.
      new NetworkPass(layer, workspace)
          .run(
              new float[] {1, 10, 99}, 3, 1, (i, row) -> assertThat(row).startsWith(41f, 52f, 63f));
    }
  }

  @Test
  void klOfAPosteriorByHand() {
    Vae vae = DoubleVae.random(SHAPE, 2, Activation.RELU, 4);
    float ln4 = (float) Math.log(4);
    float[] posterior = {0, 0, 0, 0, 1, -2, 0, 0, 0, 0, ln4, 0};
    try (Workspace workspace = workspace(vae, 3)) {
      VaePass pass = new VaePass(vae, workspace);
      assertThat(pass.klNats(posterior, 0)).isZero();
      // ½ (1² + 2²)
      assertThat(pass.klNats(posterior, 1)).isEqualTo(2.5);
      // ½ (4 − 1 − ln 4)
      assertThat(pass.klNats(posterior, 2)).isCloseTo(0.806852819, Offset.offset(1e-6));
    }
  }

  @Test
  void klIsNotNegativeWhereAPosteriorIsAlmostThePrior() {
    for (float logVariance = 1e-12f; logVariance < 1; logVariance *= 1.1f) {
      assertThat(VaePass.klNats(new float[] {0, logVariance}, 1, 0)).isNotNegative();
      assertThat(VaePass.klNats(new float[] {0, -logVariance}, 1, 0)).isNotNegative();
    }
  }

  @Test
  void layersThatDoNotFitTogetherAreRefused() {
    Dense two = new Dense(35, 6, Activation.RELU, new float[210], new float[6]);
    Dense wrong = new Dense(5, 6, Activation.RELU, new float[30], new float[6]);
    Dense decoder = new Dense(3, 35, Activation.RELU, new float[105], new float[35]);
    assertThatThrownBy(
            () -> new Vae(SHAPE, 3, List.of(two, wrong), List.of(decoder), Likelihood.BERNOULLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder layer 1: expected 6 inputs, got 5");
    assertThatThrownBy(() -> new Vae(SHAPE, 3, List.of(two), List.of(), Likelihood.BERNOULLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("decoder: expected at least one layer, got none");
    assertThatThrownBy(
            () -> new Vae(SHAPE, 4, List.of(two), List.of(decoder), Likelihood.BERNOULLI))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encoder: expected 8 outputs, got 6");
  }

  @Test
  void layersOfAnotherLengthThanTheirShapeAreRefused() {
    assertThatThrownBy(() -> new Dense(2, 3, Activation.RELU, new float[5], new float[3]))
        .hasMessage("weights: expected [2, 3], got 5 values");
    assertThatThrownBy(() -> new Dense(2, 3, Activation.RELU, new float[6], new float[2]))
        .hasMessage("bias: expected [3], got 2 values");
  }

  private static Workspace workspace(Vae vae, int capacity) {
    return Workspace.forNetworks(capacity, Stream.of(vae.encoder(), vae.decoder()));
  }
}
