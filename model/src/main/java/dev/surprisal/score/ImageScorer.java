package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import dev.surprisal.score.Explanation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Scores images, decides on each and explains the anomalous ones. One per thread; scorers can share
 * a model.
 */
public final class ImageScorer implements AutoCloseable {
  private final ScorePass pass;
  private final Residuals residuals;
  private final Decision decision;

  /**
   * @param residuals the usual residuals of clean images under the model
   * @param decision by one of {@link Model#scores()}
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
   * The verdict on each image, in order, computed as one batch.
   *
   * @param images of the model's shape
   * @throws BrokenModelException if the model does not yield a finite score for one of them
   */
  public List<Scored> score(List<GrayImage> images) {
    List<Scores> scores = pass.score(images);
    List<Scored> scored = new ArrayList<>(images.size());
    List<Integer> anomalous = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      expectFinite(scores.get(i));
      Verdict verdict = decision.decide(scores.get(i));
      scored.add(new Scored(images.get(i), verdict, Optional.empty()));
      if (verdict.anomalous()) {
        anomalous.add(i);
      }
    }
    explain(anomalous, scored);
    return scored;
  }

  private void expectFinite(Scores scores) {
    if (!Double.isFinite(scores.value(decision.score())) || !Double.isFinite(scores.elboNats())) {
      throw new BrokenModelException(
          "the model cannot score an image: expected finite scores, got " + scores);
    }
  }

  /**
   * The explanation of an image that this scorer has scored, computed unless it came with one.
   *
   * @param scored of the model's shape
   */
  public Explanation explain(Scored scored) {
    return scored
        .explanation()
        .orElseGet(() -> explanation(scored, pass.reconstruct(List.of(scored.image())).get(0)));
  }

  /** As one batch, which is several times as fast as one image at a time. */
  private void explain(List<Integer> anomalous, List<Scored> scored) {
    List<GrayImage> expected =
        pass.reconstruct(anomalous.stream().map(i -> scored.get(i).image()).toList());
    for (int k = 0; k < expected.size(); k++) {
      Scored one = scored.get(anomalous.get(k));
      scored.set(anomalous.get(k), one.with(explanation(one, expected.get(k))));
    }
  }

  private Explanation explanation(Scored one, GrayImage expected) {
    return new Explanation(
        expected, residuals.map(one.image(), expected), reasons(one.verdict().scores()));
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
