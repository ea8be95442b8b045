package dev.surprisal.stream.page;

import dev.surprisal.cli.Problems;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the live page listens, and who may read it.
 *
 * @param host the address to listen on
 * @param port 0 for a free one
 * @param tokenFile holds what a reader has to show; needed where others than this machine's users
 *     reach the host
 * @param labels whether readers may say what an anomaly really is
 */
public record PageSettings(String host, int port, Optional<Path> tokenFile, boolean labels) {
  /** Read-only. */
  public PageSettings(String host, int port, Optional<Path> tokenFile) {
    this(host, port, tokenFile, false);
  }

  /** On this machine, for its users. */
  public static PageSettings onLoopback(int port) {
    return new PageSettings("127.0.0.1", port, Optional.empty());
  }

  /** The same for readers who may say what an anomaly really is. */
  public PageSettings withLabels() {
    return new PageSettings(host, port, tokenFile, true);
  }

  /** Notes what cannot be used. */
  public void check(Problems problems) {
    problems
        .expect(port >= 0 && port <= 65_535, "--page-port", "0 to 65535", port)
        .expect(
            tokenFile.isPresent() || Visitors.isLoopback(host),
            "--page-token-file",
            "a file with a token where --page-host is %s, since the page shows images to whoever reaches it"
                .formatted(host),
            "none");
  }
}
