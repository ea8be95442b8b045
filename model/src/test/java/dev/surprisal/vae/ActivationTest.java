package dev.surprisal.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationTest {
  /** tanh(±½) = ±(e − 1)/(e + 1). */
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, -1.5, -1.5",
    "IDENTITY, 2, 2",
    "RELU, -1.5, 0",
    "RELU, 0, 0",
    "RELU, 2, 2",
    "LEAKY_RELU, -1.5, -0.015",
    "LEAKY_RELU, 2, 2",
    "TANH, 0.5, 0.46211716",
    "TANH, -0.5, -0.46211716",
    "TANH, 100, 1",
  })
  void closedForms(Activation activation, float sum, float expected) {
    float[] row = {sum - 0.25f, 42f};
    activation.addBias(row, new float[] {0.25f}, 1);
    assertThat(row[0]).isCloseTo(expected, Offset.offset(1e-6f));
    assertThat(row[1]).isEqualTo(42f);
  }

  @Test
  void namesInABundleAreTheDocumentedOnes() {
    assertThat(Stream.of(Activation.values()).map(Activation::wireName))
        .containsExactly("identity", "relu", "leaky_relu", "tanh");
    assertThat(Activation.ofWireName("leaky_relu")).contains(Activation.LEAKY_RELU);
    assertThat(Activation.ofWireName("RELU")).isEmpty();
  }
}
