package dev.surprisal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.SyntheticImages;
import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.Fitting;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.network.TrainingRule;
import dev.surprisal.trainer.network.TrainingRule.Start;
import dev.surprisal.trainer.network.TrainingRule.Updater;
import dev.surprisal.trainer.recipe.PixelModel;
import dev.surprisal.trainer.recipe.Preset;
import dev.surprisal.trainer.recipe.Recipe;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What epochs are ranked by. */
class FitRunTest {
  private static final ImageShape SHAPE = new ImageShape(6, 5);

  @TempDir Path folder;

  @Test
  void evidenceLowerBoundRanksByItself() {
    EpochRecord epoch = run(Objective.ELBO);

    assertThat(epoch.boundNats()).isEqualTo(epoch.heldOut().elboNats());
  }

  @Test
  void reconstructionRanksByItself() {
    EpochRecord epoch = run(Objective.RECONSTRUCTION);

    assertThat(epoch.boundNats()).isEqualTo(epoch.heldOut().reconstructionNats());
  }

  /** With many draws it is tighter; with one it is the evidence lower bound. */
  @Test
  void importanceWeightedBoundRanksByItsOwnDraws() {
    EpochRecord one = run(Objective.iwae(1));
    EpochRecord many = run(Objective.iwae(50));

    assertThat(one.boundNats()).isEqualTo(one.heldOut().elboNats());
    assertThat(many.boundNats()).isLessThan(many.heldOut().elboNats() - 0.1);
    assertThat(many.boundNats()).isCloseTo(many.heldOut().elboNats(), within(10.0));
  }

  private EpochRecord run(Objective objective) {
    FitSettings settings =
        FitSettings.defaults()
            .withEpochs(1)
            .withBatch(20)
            .withRule(new TrainingRule(objective, Start.FAN_IN, Updater.ADAM, 0));
    Recipe recipe =
        new Recipe(
            Preset.MLP_400,
            3,
            PixelModel.BERNOULLI,
            settings,
            Binarize.NONE,
            false,
            0,
            Optional.empty(),
            false);
    Progress progress = new Progress(new PrintWriter(new StringWriter()), false);
    try (Fitting fitting =
            new Fitting(
                recipe.network(SHAPE),
                new SyntheticImages(SHAPE, 600, 1),
                recipe.inputs(),
                settings);
        Interrupt never = new Interrupt()) {
      FitRun run =
          new FitRun(
              recipe,
              fitting,
              new SyntheticImages(SHAPE, 200, 2),
              folder,
              Map.of(),
              Optional.empty());
      run.run(progress, never);
      return run.history().get(0);
    }
  }
}
