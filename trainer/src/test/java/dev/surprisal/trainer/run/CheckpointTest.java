package dev.surprisal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.trainer.network.NetworkState;
import dev.surprisal.trainer.network.TrainingRule;
import dev.surprisal.trainer.network.VaeNetwork;
import dev.surprisal.vae.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Map<String, String> RUN = Map.of("seed", "1");
  private static final int DIGEST = 32;

  @TempDir Path folder;

  private Checkpoint written;
  private Path file;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    NetworkSpec spec = NetworkSpec.mlp(new ImageShape(2, 3), 1, Activation.RELU, List.of(4));
    try (VaeNetwork network = new VaeNetwork(spec, TrainingRule.STANDARD, 1)) {
      NetworkState state = network.state();
      EpochRecord epoch =
          new EpochRecord(new EpochReport(1, 3, 2, 0.5, 100), new SampledElbo(4, 1), 5);
      written = new Checkpoint(RUN, List.of(epoch), state, state);
    }
    written.write(folder);
    file = folder.resolve("training.checkpoint");
    bytes = Files.readAllBytes(file);
  }

  @Test
  void readsWhatWasWritten() {
    Checkpoint read = Checkpoint.read(folder, RUN);

    assertThat(read.run()).isEqualTo(RUN);
    assertThat(read.history()).isEqualTo(written.history());
    assertThat(read.current()).usingRecursiveComparison().isEqualTo(written.current());
  }

  @Test
  void anyFlippedBitIsFound() throws IOException {
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(file, flipped);

      assertThatThrownBy(() -> Checkpoint.read(folder, RUN))
          .as("byte %d", i)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is no usable checkpoint (its SHA-256");
    }
  }

  @Test
  void anyLengthButItsOwnIsFound() throws IOException {
    for (int length : new int[] {0, 1, DIGEST, bytes.length - 1, bytes.length + 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThatThrownBy(() -> Checkpoint.read(folder, RUN))
          .as("%d bytes", length)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("is no usable checkpoint");
    }
  }
}
