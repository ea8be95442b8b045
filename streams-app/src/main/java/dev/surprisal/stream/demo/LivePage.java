package dev.surprisal.stream.demo;

import dev.surprisal.stream.http.ConnectionLimits;
import dev.surprisal.stream.http.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The demo in a browser: a page, and what happens as server-sent events. It listens on the loopback
 * interface only, and answers only under the loopback's names: a page from elsewhere whose name was
 * made to point here (DNS rebinding) could otherwise read the images.
 */
final class LivePage implements AutoCloseable {
  /** What a path answers with: a file of this application's, and its type. */
  private record Asset(String resource, String type) {}

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "/", new Asset("page.html", "text/html; charset=utf-8"),
          "/page.js", new Asset("page.js", "text/javascript; charset=utf-8"),
          "/page.css", new Asset("page.css", "text/css; charset=utf-8"),
          "/uPlot.js", new Asset(UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"),
          "/uPlot.css", new Asset(UPLOT + "uPlot.min.css", "text/css; charset=utf-8"));

  /** Pictures come inside the news; nothing is fetched from elsewhere, and no page may frame it. */
  private static final String SECURITY_POLICY =
      "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Set<String> LOOPBACK_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

  private final WebServer server;
  private final LiveNews news;

  private LivePage(WebServer server, LiveNews news) {
    this.server = server;
    this.news = news;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws dev.surprisal.BadInputException if the port cannot be had
   */
  static LivePage start(int port, LiveNews news) {
    ConnectionLimits limits = new ConnectionLimits();
    Map<String, WebServer.Page> pages = new HashMap<>();
    ASSETS.forEach((path, asset) -> pages.put(path, page(asset)));
    pages.put(
        "/news",
        (request, response, callback) -> {
          limits.exempt(request);
          read(news, request, response, callback);
        });
    WebServer server =
        WebServer.start(
            "--page-port", "127.0.0.1", port, limits, LOOPBACK_NAMES::contains, Map.copyOf(pages));
    return new LivePage(server, news);
  }

  /** Where a browser finds it. */
  String address() {
    return "http://localhost:" + server.port();
  }

  private static WebServer.Page page(Asset asset) {
    byte[] body = bytes(asset);
    return (request, response, callback) -> {
      response.getHeaders().put("Content-Security-Policy", SECURITY_POLICY);
      WebServer.answer(response, callback, 200, asset.type(), body);
    };
  }

  private static byte[] bytes(Asset asset) {
    try (InputStream in = LivePage.class.getResourceAsStream(asset.resource())) {
      return Objects.requireNonNull(in, asset.resource()).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(asset.resource(), e);
    }
  }

  private static void read(LiveNews news, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (request.getMethod().equals("HEAD")) {
      response.write(true, null, callback);
      return;
    }
    NewsWriter writer = new NewsWriter(response, callback);
    Optional<LiveNews.Reader> reader = news.read(writer::iterate);
    if (reader.isPresent()) {
      writer.start(reader.get());
    } else {
      WebServer.answer(response, callback, 503, "too many readers");
    }
  }

  @Override
  public void close() {
    try {
      // Whoever still reads may hear the end.
      news.awaitNoReaders(LAST_EVENTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
