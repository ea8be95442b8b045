package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.testing.InkModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadedCandidateTest {
  private static final String B = "b".repeat(64);

  private final LoadedModels<LoadedBundle> judging = models("model");
  private final LoadedCandidate<LoadedBundle> candidate =
      new LoadedCandidate<>(judging, models("candidate"));
  private final List<Control> controls = new ArrayList<>();

  private static LoadedModels<LoadedBundle> models(String what) {
    return new LoadedModels<>(what, Trust.ANY, loaded -> loaded, System::nanoTime);
  }

  @AfterEach
  void close() {
    candidate.close();
    judging.close();
  }

  private Regime decide(Control.Kind kind, String digit) {
    controls.add(
        new Control(
            controls.size() + 1,
            kind,
            Instant.EPOCH,
            digit.repeat(64),
            "m",
            "images",
            Optional.empty(),
            Map.of(0, 10L * (controls.size() + 1)),
            kind == Control.Kind.SHADOW ? Optional.of(1.0) : Optional.empty(),
            Optional.empty()));
    return new Regime(controls, "images");
  }

  private static LoadedModels.Fetch fetch(String digest) {
    return trust -> InkModel.bundle();
  }

  private static LoadedModels.Fetch broken(String digest) {
    return trust -> {
      throw new BadInputException("broken");
    };
  }

  @Test
  void candidateIsLoadedBesideThoseThatJudgeAndLetGoWhenItEnds() {
    decide(Control.Kind.ACTIVATE, "a");
    Regime shadowed = decide(Control.Kind.SHADOW, "b");
    candidate.see(shadowed, LoadedCandidateTest::fetch);
    await().until(() -> candidate.in(shadowed).isPresent());

    assertThat(judging.size()).isZero();
    assertThat(candidate.in(shadowed).orElseThrow().includes(0, 19, Optional.empty())).isFalse();
    assertThat(candidate.in(shadowed).orElseThrow().includes(0, 20, Optional.empty())).isTrue();

    Regime ended = decide(Control.Kind.SHADOW_END, "b");
    candidate.see(ended, LoadedCandidateTest::fetch);

    assertThat(candidate.in(ended)).isEmpty();
    assertThat(candidate.size()).isZero();
  }

  /** The alert hangs on those that ought to judge. */
  @Test
  void refusedCandidateIsNoModelThatIsRefused() {
    decide(Control.Kind.ACTIVATE, "a");
    Regime shadowed = decide(Control.Kind.SHADOW, "b");

    candidate.see(shadowed, LoadedCandidateTest::broken);

    await().until(candidate::isRefused);
    assertThat(judging.refused()).isZero();
    candidate.see(decide(Control.Kind.SHADOW_END, "b"), LoadedCandidateTest::broken);
    assertThat(candidate.isRefused()).isFalse();
  }

  /** As after a rollback: the model that was rolled back is in memory anyway. */
  @Test
  void candidateThatJudgedBeforeIsNotLoadedTwice() {
    decide(Control.Kind.ACTIVATE, "b");
    decide(Control.Kind.ACTIVATE, "a");
    Regime shadowed = decide(Control.Kind.SHADOW, "b");
    assertThat(shadowed.wanted()).contains(B);
    judging.see(shadowed.wanted(), LoadedCandidateTest::fetch);
    await().until(() -> judging.get(B).isPresent());

    // Asked for at once, before anything is loaded on another thread.
    candidate.see(shadowed, digest -> fail("loaded twice: " + digest));

    assertThat(candidate.in(shadowed)).isPresent();
    assertThat(candidate.size()).isZero();
  }
}
