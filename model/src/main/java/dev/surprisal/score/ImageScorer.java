package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Explanation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Image to verdict: a model's scores and a decision. One per thread; the model is shared. */
public final class ImageScorer implements AutoCloseable {
  private final ScorePass pass;
  private final Residuals residuals;
  private final Decision decision;

  /**
   * @param residuals of clean images under the model
   */
  public ImageScorer(Model model, Residuals residuals, Decision decision) {
    this.pass = new ScorePass(model, Set.of(decision.score()));
    this.residuals = residuals;
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
              verdict.anomalous() ? Optional.of(explain(image, verdict)) : Optional.empty()));
    }
    return scored;
  }

  private Explanation explain(GrayImage image, Verdict verdict) {
    GrayImage expected = pass.reconstruct(image);
    return new Explanation(expected, residuals.map(image, expected), reasons(verdict.scores()));
  }

  private List<Reason> reasons(Scores scores) {
    if (decision.score() != Score.SURPRISE) {
      return List.of();
    }
    Combination combination = pass.model().surprise().orElseThrow().combination();
    return Explanation.reasons(combination, scores.terms().orElseThrow());
  }

  @Override
  public void close() {
    pass.close();
  }
}
