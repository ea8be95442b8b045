package dev.surprisal.trainer.recipe;

import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.fit.FitSettings;
import dev.surprisal.trainer.fit.InputTransform;
import dev.surprisal.trainer.network.NetworkSpec;
import dev.surprisal.trainer.surprise.SurpriseFit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is trained and how: a preset with the user's changes.
 *
 * @param latent width of the latent space
 * @param pixels what the decoder says of a pixel
 * @param augment whether images are shifted and turned a little as they are shown
 * @param patience epochs without a better bound after which the run ends; 0 for never
 * @param score to decide by, where it is not the model's best
 * @param scaled whether small sets are gone through several times in an epoch; false where the user
 *     said how many epochs
 */
public record Recipe(
    Preset preset,
    int latent,
    PixelModel pixels,
    FitSettings settings,
    Binarize binarize,
    boolean augment,
    int patience,
    Optional<Score> score,
    boolean scaled) {
  /** At least so many steps an epoch, as many as one pass over 6,400 images in batches of 128. */
  private static final int STEPS_PER_EPOCH = 50;

  public NetworkSpec network(ImageShape shape) {
    return pixels.of(preset.network(shape, latent));
  }

  /**
   * Adapts the recipe to the number of images: a small set, which fills few batches, is shown
   * several times in each epoch.
   *
   * @param images how many there are to fit on
   */
  public Recipe forImages(int images) {
    boolean batchOfPreset = settings.batch() == preset.settings().batch();
    int batch = batchOfPreset ? Math.min(settings.batch(), images) : settings.batch();
    long stepsPerPass = (images + batch - 1L) / batch;
    long passes = scaled ? (STEPS_PER_EPOCH + stepsPerPass - 1) / stepsPerPass : 1;
    return new Recipe(
        preset,
        latent,
        pixels,
        settings.withBatch(batch).withPasses((int) passes),
        binarize,
        augment,
        patience,
        score,
        scaled);
  }

  /** Turns an image into the network's input. */
  public InputTransform inputs() {
    InputTransform grey = augment ? SurpriseFit.mild() : InputTransform.UNIT;
    return (image, random, row) -> {
      grey.apply(image, random, row);
      binarize.apply(row, random);
    };
  }

  /** By the options' names; what a bundle's provenance says, and what a resumed run must repeat. */
  public Map<String, String> description() {
    Map<String, String> words = new TreeMap<>();
    words.put("preset", preset.toString());
    words.put("latent", Integer.toString(latent));
    words.putAll(pixels.description());
    words.put("epochs", Integer.toString(settings.epochs()));
    words.put("passes", Integer.toString(settings.passes()));
    words.put("batch", Integer.toString(settings.batch()));
    words.put("seed", Long.toString(settings.seed()));
    words.put("learning-rate", Double.toString(settings.learningRate().first()));
    words.put("schedule", optionValue(settings.learningRate().schedule()));
    words.put("objective", optionValue(settings.rule().objective().loss()));
    words.put("importance-samples", Integer.toString(settings.rule().objective().samples()));
    words.put("updater", optionValue(settings.rule().updater()));
    words.put("weight-decay", Double.toString(settings.rule().weightDecay()));
    words.put("warm-up", Integer.toString(settings.warmUpEpochs()));
    words.put("binarize", binarize.toString());
    words.put("augment", Boolean.toString(augment));
    words.put("patience", Integer.toString(patience));
    return words;
  }

  /** An enum's value as it is written on the command line. */
  private static String optionValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
