package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.Optional;

/**
 * An image with its verdict.
 *
 * @param image as decoded
 * @param verdict the decision and the scores that it rests on
 * @param explanation present if the image is anomalous
 */
public record Scored(GrayImage image, Verdict verdict, Optional<Explanation> explanation) {
  /** The same image and verdict with an explanation. */
  Scored with(Explanation why) {
    return new Scored(image, verdict, Optional.of(why));
  }

  /** The same image and explanation with another verdict. */
  public Scored with(Verdict other) {
    return new Scored(image, other, explanation);
  }
}
