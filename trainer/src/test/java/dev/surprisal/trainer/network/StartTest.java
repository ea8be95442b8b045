package dev.surprisal.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.network.TrainingRule.Start;
import dev.surprisal.trainer.network.TrainingRule.Updater;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Layer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first weights fill the interval that each start names, of the first layer, [42, 300]. */
class StartTest {
  @Test
  void fanInReachesOneByTheRootOfTheInputs() {
    assertLargest(Start.FAN_IN, 1 / Math.sqrt(42));
  }

  @Test
  void glorotReachesTheRootOfSixByInputsAndOutputs() {
    assertLargest(Start.GLOROT, Math.sqrt(6.0 / (42 + 300)));
  }

  private static void assertLargest(Start start, double limit) {
    TrainingRule rule = new TrainingRule(Objective.ELBO, start, Updater.ADAM, 0);
    NetworkSpec spec = NetworkSpec.mlp(new ImageShape(6, 7), 2, Activation.RELU, List.of(300));
    try (VaeNetwork network = new VaeNetwork(spec, rule, 1)) {
      Layer first = network.toVae().encoder().get(0);
      double largest = 0;
      for (float weight : first.weights()) {
        largest = Math.max(largest, Math.abs(weight));
      }
      assertThat(largest).isBetween(0.999 * limit, limit * (1 + 1e-6));
      assertThat(first.bias()).containsOnly(0f);
    }
  }
}
