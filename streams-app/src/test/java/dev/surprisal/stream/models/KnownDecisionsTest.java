package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownDecisionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Regime FORMER = regime("a");
  private static final Regime NEXT = regime("b");

  private final LoadedModels<LoadedBundle> models =
      new LoadedModels<>("model", Trust.ANY, loaded -> loaded, System::nanoTime);
  private final KnownDecisions<LoadedBundle> known = new KnownDecisions<>(models, FORMER, 3);

  @AfterEach
  void close() {
    models.close();
  }

  private static Regime regime(String digit) {
    return new Regime(
        List.of(
            new Control(
                1,
                Control.Kind.ACTIVATE,
                Instant.EPOCH,
                digit.repeat(64),
                "m",
                "images",
                Optional.empty(),
                Map.of())),
        "images");
  }

  @Test
  void answerIsThereWhenAllBeforeItWasRead() {
    assertThat(known.reaches(3)).isTrue();
    assertThat(known.upTo(3, Duration.ZERO).orElseThrow().regime()).isEqualTo(FORMER);
  }

  /** What was decided is at the offset before: it may be about the records at hand. */
  @Test
  void answerIsNoneWhileOneRecordBeforeItIsUnread() {
    known.read(NEXT, 4);

    assertThat(known.reaches(5)).isFalse();
    assertThat(known.upTo(5, Duration.ZERO)).isEmpty();
  }

  @Test
  void answerWaitsForWhatIsReadMeanwhile() throws Exception {
    CompletableFuture<Optional<View<LoadedBundle>>> answer =
        CompletableFuture.supplyAsync(() -> known.upTo(5, PATIENCE));

    known.read(FORMER, 4);
    known.read(NEXT, 5);

    assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).orElseThrow().regime())
        .isEqualTo(NEXT);
  }

  @Test
  void anotherDecisionLetsThoseAskAgainWhoseModelIsMissing() {
    models.need("c".repeat(64));
    View<LoadedBundle> before = known.view();
    known.read(regime("a"), 4);
    assertThat(known.view()).isSameAs(before);
    assertThat(models.missing()).hasSize(1);

    known.read(NEXT, 5);

    assertThat(known.view().regime()).isEqualTo(NEXT);
    assertThat(models.missing()).isEmpty();
  }
}
