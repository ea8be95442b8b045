package dev.surprisal.trainer.evaluate;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.score.ScorePass;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Every image of a set with its scores, in the set's order. */
public final class ScoredSet {
  private static final int CHUNK = 1024;

  private final List<Scores> scores;

  private ScoredSet(List<Scores> scores) {
    this.scores = scores;
  }

  /**
   * @param wanted of the model's scores, beside those that always come
   * @throws BadInputException if the images are of another shape than the model's
   */
  public static ScoredSet of(Model model, Set<Score> wanted, ImageSource images) {
    expectShape(model, images);
    List<Scores> scores = new ArrayList<>(images.size());
    try (ScorePass pass = new ScorePass(model, wanted)) {
      for (int start = 0; start < images.size(); start += CHUNK) {
        List<GrayImage> chunk = new ArrayList<>();
        for (int i = start; i < Math.min(images.size(), start + CHUNK); i++) {
          chunk.add(images.image(i));
        }
        scores.addAll(pass.score(chunk));
      }
    }
    return new ScoredSet(scores);
  }

  /**
   * @throws BadInputException if the images are of another shape than the model's
   */
  public static void expectShape(Model model, ImageSource images) {
    if (!images.shape().equals(model.shape())) {
      throw new BadInputException(
          "%s: expected images of %s, as the model was trained on, got %s"
              .formatted(images.name(), model.shape(), images.shape()));
    }
  }

  public List<Scores> scores() {
    return List.copyOf(scores);
  }

  /** All values of one kind; higher = stranger. */
  public double[] values(Score score) {
    return scores.stream().mapToDouble(s -> s.value(score)).toArray();
  }

  /**
   * Share of the images that the discriminator calls strange, its logit being above 0. Of clean
   * images that it was not fitted on, more than a few in a hundred say that it has learnt its own
   * images by heart. Empty if the scores have no terms or no discriminator.
   */
  public OptionalDouble discriminatorAboveZero() {
    List<Terms> terms = scores.stream().map(Scores::terms).flatMap(Optional::stream).toList();
    // Without a discriminator every logit is exactly 0.
    if (terms.stream().allMatch(one -> one.discriminator() == 0)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        terms.stream().filter(one -> one.discriminator() > 0).count() / (double) terms.size());
  }

  /** Mean of one kind. */
  public double mean(Score score) {
    return scores.stream().mapToDouble(s -> s.value(score)).average().orElseThrow();
  }
}
