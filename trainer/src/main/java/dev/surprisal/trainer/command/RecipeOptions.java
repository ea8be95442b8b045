package dev.surprisal.trainer.command;

import dev.surprisal.score.Score;
import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.LearningRate;
import dev.surprisal.trainer.network.Objective;
import dev.surprisal.trainer.network.TrainingRule;
import dev.surprisal.trainer.recipe.Preset;
import dev.surprisal.trainer.recipe.Recipe;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code train} that say what is trained and how. */
final class RecipeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      converter = PresetConverter.class,
      completionCandidates = PresetConverter.class,
      description = "Architecture: ${COMPLETION-CANDIDATES}; default: best.")
  private Optional<Preset> chosen;

  @Option(names = "--latent", paramLabel = "N", description = "Width of the latent space.")
  private Optional<Integer> latent;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the images; default: the preset's, of small sets several passes each.")
  private Optional<Integer> epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images a step.")
  private Optional<Integer> batch;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of every random choice; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "Size of the first step.")
  private Optional<Double> learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "KIND",
      description =
          "How the learning rate changes: constant, cosine (down to a fiftieth), or plateau (halved when the held-out bound stalls).")
  private Optional<LearningRate.Schedule> schedule;

  @Option(names = "--updater", paramLabel = "KIND", description = "adam or rmsprop.")
  private Optional<TrainingRule.Updater> updater;

  @Option(
      names = "--weight-decay",
      paramLabel = "SHARE",
      description = "Share of each weight that a step takes away, times the learning rate.")
  private Optional<Double> weightDecay;

  @Option(
      names = "--objective",
      paramLabel = "KIND",
      description =
          "elbo (KL in closed form), iwae (importance-weighted bound), or reconstruction.")
  private Optional<Objective.Loss> objective;

  @Option(
      names = "--importance-samples",
      paramLabel = "K",
      description = "Latent points an image, for the objective iwae.")
  private Optional<Integer> samples;

  @Option(
      names = "--warm-up",
      paramLabel = "EPOCHS",
      description = "Epochs over which the KL's weight rises from 0 to 1.")
  private Optional<Integer> warmUp;

  @Option(
      names = "--binarize",
      paramLabel = "KIND",
      description = "Pixels become black or white: none, threshold (at one half), or dynamic.")
  private Optional<Binarize> binarize;

  @Mixin private LikelihoodOptions likelihood;

  @Option(
      names = "--augment",
      negatable = true,
      description = "Shift and turn the images a little, by up to a pixel and 5 degrees.")
  private Optional<Boolean> augment;

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "End after so many epochs without a better held-out bound; default: never.")
  private int patience;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      converter = ScoreConverter.class,
      completionCandidates = ScoreConverter.class,
      description =
          "The score that decides unless a user picks another: ${COMPLETION-CANDIDATES}; default: the model's best.")
  private Optional<Score> score;

  /**
   * The preset with the user's changes.
   *
   * @throws ParameterException if a value is out of its range
   */
  Recipe recipe() {
    Preset preset = chosen.orElse(Preset.BEST);
    int width = latent.orElse(preset.latent());
    expect(width >= 1, "--latent", "at least 1", width);
    expect(patience >= 0, "--patience", "at least 0", patience);
    try {
      return new Recipe(
          preset,
          width,
          likelihood.pixels(binarize.orElse(preset.binarize())),
          settings(preset.settings()),
          binarize.orElse(preset.binarize()),
          augment.orElse(preset.augment()),
          patience,
          score.or(preset::score),
          epochs.isEmpty());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private FitSettings settings(FitSettings own) {
    return new FitSettings(
        epochs.orElse(own.epochs()),
        own.passes(),
        batch.orElse(own.batch()),
        seed,
        learningRate(own.learningRate()),
        rule(own.rule()),
        warmUp.orElse(own.warmUpEpochs()));
  }

  private LearningRate learningRate(LearningRate own) {
    double first = learningRate.orElse(own.first());
    boolean sameKind = schedule.isEmpty() || schedule.get() == own.schedule();
    return switch (schedule.orElse(own.schedule())) {
      case CONSTANT -> LearningRate.constant(first);
      case COSINE ->
          LearningRate.cosine(first, sameKind ? Math.min(own.last(), first) : first / 50);
      case PLATEAU -> LearningRate.plateau(first);
    };
  }

  private TrainingRule rule(TrainingRule own) {
    Objective.Loss kind = objective.orElse(own.objective().loss());
    boolean sameKind = kind == own.objective().loss();
    int points = samples.orElse(sameKind ? own.objective().samples() : 1);
    return new TrainingRule(
        new Objective(kind, points),
        own.start(),
        updater.orElse(own.updater()),
        weightDecay.orElse(own.weightDecay()));
  }

  private void expect(boolean holds, String option, String expected, Object got) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected %s, got %s".formatted(option, expected, got));
    }
  }
}
