package dev.surprisal.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much a command logs, and in which form: for those that run for long. */
public final class LogOptions {
  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: what a line of the log is (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "${COMPLETION-CANDIDATES}: the least that is logged; of Kafka's clients nothing below warn (default: ${DEFAULT-VALUE}).")
  private Threshold level = Threshold.INFO;

  /** To be called once, before the command does its work. */
  public void apply() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Level own = Level.toLevel(level.name());
    context.getLogger("dev.surprisal").setLevel(own);
    root.setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
    if (format == Format.JSON) {
      JsonLines lines = new JsonLines();
      lines.setContext(context);
      lines.start();
      OutputStreamAppender<ILoggingEvent> stderr =
          (OutputStreamAppender<ILoggingEvent>) root.getAppender("stderr");
      stderr.setEncoder(lines);
    }
  }

  private enum Format {
    JSON,
    TEXT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum Threshold {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
