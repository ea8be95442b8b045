package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.http.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelPauseTest {
  private final List<String> heard = new ArrayList<>();
  private final Health health = new Health();
  private final ModelPause pause =
      new ModelPause(
          () -> heard.add("pause"),
          () -> heard.add("resume"),
          health,
          Duration.ofMinutes(5),
          heard::add);

  @BeforeEach
  void isReady() {
    health.ready("scoring images");
  }

  @Test
  void readinessSaysWhyImagesWaitUntilTheyDoNot() {
    pause.pause();
    pause.waiting("model a is being loaded", Duration.ofMinutes(5));

    assertThat(health.status())
        .isEqualTo(
            new Health.Status(
                true, false, "images have waited for a model for 300 s: model a is being loaded"));

    pause.resume();

    assertThat(health.status().ready()).isTrue();
    assertThat(heard).containsExactly("pause", "resume");
  }

  @Test
  void instanceGivesUpAfterTheTimeout() {
    pause.waiting("model a: is not on the topic models", Duration.ofSeconds(301));

    assertThat(heard)
        .containsExactly(
            "--model-timeout: images have waited for a model for more than 300 s: model a: is not on the topic models");
  }
}
