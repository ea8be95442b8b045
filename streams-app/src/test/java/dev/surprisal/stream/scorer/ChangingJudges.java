package dev.surprisal.stream.scorer;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Score;
import dev.surprisal.stream.models.Candidate;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import java.util.Optional;

/**
 * Two models whose scores are the same and whose p-values are not: one calibrated by 99 images, and
 * from a barrier on another, by 9,999.
 */
final class ChangingJudges implements Judges {
  static final String NEXT_DIGEST = "e".repeat(64);

  private final Judge former;
  private final Judge next;
  private Known known;
  private Question question = () -> Optional.of(known);
  private Optional<Candidate<Judge>> candidate = Optional.empty();
  private int waits;

  ChangingJudges(long barrier, AlarmControl control, Optional<AlertSettings> alerts) {
    this(barrier, judge(InkModel.bundle(), control, alerts), control, alerts);
  }

  /** Both by many images, as false-discovery control needs them. */
  static ChangingJudges fine(long barrier, AlarmControl control) {
    return new ChangingJudges(
        barrier,
        judge(InkModel.calibratedBy(19_999), control, Optional.empty()),
        control,
        Optional.empty());
  }

  private ChangingJudges(
      long barrier, Judge former, AlarmControl control, Optional<AlertSettings> alerts) {
    this.former = former;
    this.next =
        judge(new LoadedBundle(InkModel.finelyCalibrated().bundle(), NEXT_DIGEST), control, alerts);
    knowBarrier(barrier);
  }

  private static Judge judge(
      LoadedBundle bundle, AlarmControl control, Optional<AlertSettings> alerts) {
    return Judge.of(bundle, Optional.of(Score.ELBO), control, alerts);
  }

  void knowBarrier(long barrier) {
    know((partition, offset, topicId) -> Optional.of(offset < barrier ? former : next));
  }

  void know(Known now) {
    known = now;
  }

  /** What is answered to the next questions. */
  void answer(Question next) {
    question = next;
  }

  /** Lets a model score all images beside those that judge them. */
  void shadow(Judge judge) {
    candidate = Optional.of(new Candidate<>(judge, "images", 1, (partition, topicId) -> 0));
  }

  void endShadow() {
    candidate = Optional.empty();
  }

  Judge next() {
    return next;
  }

  /** How often records had to wait. */
  int waits() {
    return waits;
  }

  @Override
  public Judge first() {
    return former;
  }

  @Override
  public Judge latest() {
    return next;
  }

  @Override
  public String mark() {
    return former.digest();
  }

  @Override
  public Known known() {
    return known;
  }

  @Override
  public Optional<Candidate<Judge>> candidate() {
    return candidate;
  }

  @Override
  public Question ask() {
    return question;
  }

  @Override
  public void await() {
    waits++;
  }
}
