package dev.surprisal.trainer.detection;

import java.util.random.RandomGenerator;

/** A supply of clean pictures. */
@FunctionalInterface
interface Clean {
  /** Draws one. */
  Picture next(RandomGenerator random);
}
