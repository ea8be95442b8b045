package dev.surprisal.score;

import dev.surprisal.image.ImageShape;
import dev.surprisal.vae.Vae;
import java.util.EnumSet;
import java.util.Set;

/**
 * Everything that turns an image into scores.
 *
 * @param vae fitted on clean images
 */
public record Model(Vae vae) {
  public ImageShape shape() {
    return vae.shape();
  }

  /** The scores that this model can compute. */
  public Set<Score> scores() {
    return EnumSet.allOf(Score.class);
  }
}
