package dev.surprisal.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.fit.FitSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static Recipe best(boolean scaled) {
    return new Recipe(
        Preset.BEST,
        20,
        PixelModel.BERNOULLI,
        Preset.BEST.settings(),
        Binarize.NONE,
        true,
        0,
        Optional.empty(),
        scaled);
  }

  /** At least 50 steps an epoch, in batches of 128: 2 a pass of 200 images, 10 of 1,250. */
  @ParameterizedTest
  @CsvSource({"50000, 1", "6400, 1", "6272, 2", "1250, 5", "200, 25"})
  void smallSetsAreGoneThroughSeveralTimesAnEpoch(int images, int passes) {
    FitSettings settings = best(true).forImages(images).settings();

    assertThat(settings.passes()).isEqualTo(passes);
    assertThat(settings.batch()).isEqualTo(128);
    assertThat(settings.epochs()).isEqualTo(20);
  }

  @Test
  void epochsOfTheUsersAreOnePassEach() {
    assertThat(best(false).forImages(200).settings().passes()).isEqualTo(1);
  }

  @Test
  void batchOfThePresetIsNoLargerThanTheSet() {
    assertThat(best(true).forImages(67).settings().batch()).isEqualTo(67);
  }
}
