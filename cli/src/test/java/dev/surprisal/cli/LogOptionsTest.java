package dev.surprisal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class LogOptionsTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @AfterEach
  void asItWas() throws JoranException {
    System.setErr(before);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @ParameterizedTest
  @CsvSource({
    "debug, 'DEBUG, INFO, WARN, ERROR', 'WARN, ERROR'",
    "info, 'INFO, WARN, ERROR', 'WARN, ERROR'",
    "warn, 'WARN, ERROR', 'WARN, ERROR'",
    "error, 'ERROR', 'ERROR'"
  })
  void levelIsTheLeastThatIsLogged(String level, String ours, String kafkas) {
    List<String> lines = logged("--log-level", level);

    assertThat(lines)
        .filteredOn(line -> line.contains("surprisal"))
        .map(LogOptionsTest::level)
        .containsExactly(ours.split(", "));
    assertThat(lines)
        .filteredOn(line -> !line.contains("surprisal"))
        .map(LogOptionsTest::level)
        .containsExactly(kafkas.split(", "));
  }

  @Test
  void formatIsJsonIfAsked() {
    assertThat(logged("--log-format", "json"))
        .hasSize(5)
        .allMatch(line -> line.startsWith("{\"time\":\"2"));
  }

  /** After the time. */
  private static String level(String line) {
    return line.split(" +", -1)[1];
  }

  private List<String> logged(String... options) {
    System.setErr(new PrintStream(bytes, true, UTF_8));
    LogOptions log = new LogOptions();
    new CommandLine(log).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(options);
    log.apply();
    for (String name : new String[] {"dev.surprisal.X", "org.apache.kafka.Client"}) {
      LoggerFactory.getLogger(name).debug("d");
      LoggerFactory.getLogger(name).info("i");
      LoggerFactory.getLogger(name).warn("w");
      LoggerFactory.getLogger(name).error("e");
    }
    return bytes.toString(UTF_8).lines().toList();
  }
}
