package dev.surprisal.stream.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.cli.SettingsException;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void namesMustBeTopicsAndDiffer() {
    assertThatThrownBy(() -> new Topics("images", "a b", "images", ".."))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("got a b")
        .hasMessageContaining("got ..")
        .hasMessageContaining("expected different names");
  }
}
