package dev.surprisal.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiscriminatorFittingTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8);
  private static final SyntheticImages FEW = new SyntheticImages(SHAPE, 16, 1);
  private static final SyntheticImages HELD = new SyntheticImages(SHAPE, 200, 2);

  /** Strange ones have one more grey pixel, which sixteen images do not teach. */
  private static final LabelledTransform SPOTTED =
      (image, random, row) -> {
        image.toUnit(row, 0);
        boolean strange = random.nextBoolean();
        row[random.nextInt(row.length)] += strange ? 0.4f : 0;
        return strange;
      };

  /** A run that is ended earlier has fewer epochs to choose from. */
  @Test
  void moreEpochsNeverClassifyHeldOutImagesWorse() {
    HeldOutLoss loss = new HeldOutLoss(HELD, SPOTTED, 7);

    double[] losses = IntStream.rangeClosed(1, 12).mapToDouble(n -> loss.of(fit(n))).toArray();

    for (int i = 1; i < losses.length; i++) {
      assertThat(losses[i]).as("%d epochs", i + 1).isLessThanOrEqualTo(losses[i - 1]);
    }
    assertThat(losses[11]).isLessThan(losses[0]);
  }

  private static List<Layer> fit(int epochs) {
    FitSettings settings =
        FitSettings.defaults()
            .withEpochs(12)
            .withPasses(10)
            .withBatch(16)
            .withSeed(7)
            .withLearningRate(LearningRate.constant(0.01));
    return DiscriminatorFitting.fit(
        FEW,
        HELD,
        List.of(new LayerSpec.Dense(64, Activation.RELU)),
        SPOTTED,
        settings,
        done -> done < epochs);
  }
}
