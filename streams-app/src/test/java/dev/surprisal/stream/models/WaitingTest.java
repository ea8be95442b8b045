package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private final List<String> heard = new ArrayList<>();
  private boolean current;
  private Runnable meanwhile = () -> {};
  private final Waiting waiting =
      new Waiting(
          () -> {
            meanwhile.run();
            return current;
          });

  @BeforeEach
  void bind() {
    waiting.bind(
        new LiveModels.Flow() {
          @Override
          public void pause() {
            heard.add("pause");
          }

          @Override
          public void resume() {
            heard.add("resume");
          }

          @Override
          public void waiting(String reason, Duration since) {
            heard.add(reason);
          }
        });
  }

  @Test
  void nothingIsAskedWhileNothingWaits() {
    meanwhile = () -> heard.add("asked");

    waiting.look(Optional::empty);

    assertThat(heard).isEmpty();
  }

  @Test
  void recordsWaitUntilAllIsKnownAndLoaded() {
    waiting.begin();
    waiting.look(Optional::empty);
    current = true;
    waiting.look(() -> Optional.of("model a is being loaded"));
    assertThat(waiting.isOn()).isTrue();

    waiting.look(Optional::empty);

    assertThat(waiting.isOn()).isFalse();
    assertThat(heard)
        .containsExactly(
            "pause",
            "a decision about the models is being made, or their topic does not answer",
            "model a is being loaded",
            "resume");
  }

  /** They came with a poll after the question, so that its answer says nothing of them. */
  @Test
  void recordsThatComeWhileItIsAskedWaitForAnotherAnswer() {
    current = true;
    waiting.begin();
    meanwhile = waiting::begin;
    waiting.look(Optional::empty);
    assertThat(waiting.isOn()).isTrue();

    meanwhile = () -> {};
    waiting.look(Optional::empty);

    assertThat(waiting.isOn()).isFalse();
  }
}
