package dev.surprisal.trainer.suite;

import dev.surprisal.trainer.distort.Picture;
import java.util.random.RandomGenerator;

/** A supply of clean pictures. */
@FunctionalInterface
interface Clean {
  /** Draws one. */
  Picture next(RandomGenerator random);
}
