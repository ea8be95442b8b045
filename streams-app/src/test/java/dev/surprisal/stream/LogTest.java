package dev.surprisal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {
  @Test
  void nothingInvisibleReachesTheTerminal() {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      LoggerFactory.getLogger(LogTest.class)
          .atWarn()
          .addKeyValue("model", "m\u009bn")
          .log("a\u001b[2Jb\u202ec\nd Süd");
    } finally {
      System.setErr(before);
    }

    assertThat(bytes.toString(UTF_8)).contains("a\ufffd[2Jb\ufffdc\ufffdd Süd model=\"m\ufffdn\"");
  }
}
