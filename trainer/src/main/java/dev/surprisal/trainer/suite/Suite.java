package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.FloatImage;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * Images of one kind, made from clean ones.
 *
 * @param name in the report card
 * @param category what the detector is expected to do with it
 * @param mustPass whether a model that misses it is not fit for use
 * @param make one image of the kind from a clean one
 */
public record Suite(
    String name,
    Category category,
    boolean mustPass,
    BiFunction<FloatImage, RandomGenerator, FloatImage> make) {
  /** What a suite's images are, and whether they are to be found. */
  public enum Category {
    /** A camera, a cable or a mount gone wrong; to be found. */
    SENSOR_FAULT,
    /** Transmission, weather, handling; to be found. */
    CORRUPTION,
    /** Images of something else; to be found. */
    OTHER_DATA,
    /** Damage of a part of the picture; to be found, with a mean of its own. */
    LOCAL_DAMAGE,
    /** A change that means nothing; not to be found. */
    BENIGN;

    /** Whether the picture as a whole is of something else, and is to be found. */
    boolean isOfTheWhole() {
      return this != LOCAL_DAMAGE && this != BENIGN;
    }

    /** For a table. */
    public String inWords() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  static Suite must(
      String name, Category category, BiFunction<FloatImage, RandomGenerator, FloatImage> make) {
    return new Suite(name, category, true, make);
  }

  static Suite of(
      String name, Category category, BiFunction<FloatImage, RandomGenerator, FloatImage> make) {
    return new Suite(name, category, false, make);
  }
}
