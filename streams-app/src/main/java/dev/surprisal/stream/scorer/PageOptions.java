package dev.surprisal.stream.scorer;

import dev.surprisal.stream.page.PageSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the live page. */
final class PageOptions {
  @Option(
      names = "--page",
      description = "Show figures, sources and the latest anomalies on a page in the browser.")
  private boolean on;

  @Option(
      names = "--page-host",
      paramLabel = "HOST",
      description =
          "Where the page listens, with --page; beyond the loopback interface it needs --page-token-file (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--page-port",
      paramLabel = "PORT",
      description = "Port of the page, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 9465;

  @Option(
      names = "--page-token-file",
      paramLabel = "FILE",
      description = "Holds the token that a reader of the page has to show.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--page-labels",
      description =
          "Let readers of the page say whether an anomaly is one, with --measure-precision.")
  private boolean labels;

  /** With these. */
  static PageOptions of(PageSettings settings) {
    PageOptions options = new PageOptions();
    options.on = true;
    options.host = settings.host();
    options.port = settings.port();
    options.tokenFile = settings.tokenFile();
    options.labels = settings.labels();
    return options;
  }

  /** What was decided, where a page is wanted. */
  Optional<PageSettings> settings() {
    return on ? Optional.of(new PageSettings(host, port, tokenFile, labels)) : Optional.empty();
  }
}
