package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final StringWriter out = new StringWriter();

  @Test
  void addressStaysInSightOnATerminal() {
    Screen screen = new Screen(new PrintWriter(out), true);

    screen.repeated("live page at X");
    for (int i = 0; i < 45; i++) {
      screen.line("anomaly");
    }

    // Of any 20 lines that follow each other, as a small terminal shows them, one is the address.
    String[] lines = out.toString().split("\n");
    for (int first = 0; first + 20 <= lines.length; first++) {
      assertThat(String.join("\n", Arrays.copyOfRange(lines, first, first + 20)))
          .contains("live page at X");
    }
    assertThat(lines).hasSize(1 + 45 + 3);
  }

  @Test
  void addressIsWrittenToAFileOnce() {
    Screen screen = new Screen(new PrintWriter(out), false);

    screen.repeated("live page at X");
    for (int i = 0; i < 45; i++) {
      screen.line("anomaly");
    }

    assertThat(out.toString().split("live page", -1)).hasSize(2);
  }
}
