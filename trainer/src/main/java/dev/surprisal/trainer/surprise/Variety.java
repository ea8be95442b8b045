package dev.surprisal.trainer.surprise;

import dev.surprisal.trainer.distort.Affine;
import dev.surprisal.trainer.distort.FloatImage;
import dev.surprisal.trainer.distort.MildAugmentation;
import java.util.random.RandomGenerator;

/** In which ways clean images may differ from each other, besides what they show. */
enum Variety {
  /** In none: each is only as it is. */
  NONE {
    @Override
    FloatImage of(FloatImage clean, RandomGenerator random) {
      return clean;
    }
  },
  /** In where they lie, by a pixel, and how, by 5°. */
  MILD {
    @Override
    FloatImage of(FloatImage clean, RandomGenerator random) {
      return MildAugmentation.of(clean, random);
    }
  },
  /** In how they lie, by any angle. */
  TURNED {
    @Override
    FloatImage of(FloatImage clean, RandomGenerator random) {
      return clean.warp(Affine.rotation(clean.shape(), random.nextDouble(360)));
    }
  };

  /** Another image that is as clean, at random. */
  abstract FloatImage of(FloatImage clean, RandomGenerator random);
}
