package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Image to verdict: a model's scores and a decision. One per thread; the model is shared. */
public final class ImageScorer implements AutoCloseable {
  private final ScorePass pass;
  private final Decision decision;

  public ImageScorer(Model model, Decision decision) {
    this.pass = new ScorePass(model, Set.of(decision.score()));
    this.decision = decision;
  }

  public Decision decision() {
    return decision;
  }

  /**
   * Each image's verdict, in order, computed as one batch.
   *
   * @param images of the model's shape
   * @throws IllegalArgumentException if the model yields NaN
   */
  public List<Scored> score(List<GrayImage> images) {
    List<Scores> scores = pass.score(images);
    List<Scored> scored = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      GrayImage image = images.get(i);
      Verdict verdict = decision.decide(scores.get(i));
      scored.add(
          new Scored(
              image,
              verdict,
              verdict.anomalous() ? Optional.of(pass.reconstruct(image)) : Optional.empty()));
    }
    return scored;
  }

  @Override
  public void close() {
    pass.close();
  }
}
