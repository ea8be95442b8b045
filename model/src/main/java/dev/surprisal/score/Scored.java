package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.Optional;

/**
 * An image and what is said of it.
 *
 * @param image as decoded
 * @param verdict the decision with its scores
 * @param explanation of an anomalous image
 */
public record Scored(GrayImage image, Verdict verdict, Optional<Explanation> explanation) {
  /** The same, explained. */
  Scored with(Explanation why) {
    return new Scored(image, verdict, Optional.of(why));
  }

  /** The same image, judged otherwise. */
  public Scored with(Verdict other) {
    return new Scored(image, other, explanation);
  }
}
