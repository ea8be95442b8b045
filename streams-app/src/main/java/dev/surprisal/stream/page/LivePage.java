package dev.surprisal.stream.page;

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
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A page in a browser, and what happens as server-sent events. The page itself holds no secret and
 * is given to anybody; the events are only for {@link Visitors} who may read them. All of it is
 * read-only but for the labels, where these are wanted.
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
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

  private final WebServer server;
  private final PageSettings settings;
  private final LiveNews news;

  private LivePage(WebServer server, PageSettings settings, LiveNews news) {
    this.server = server;
    this.settings = settings;
    this.news = news;
  }

  /**
   * Listens.
   *
   * @param labels takes what readers say of anomalies, if they may
   * @throws dev.surprisal.BadInputException if the address cannot be had or the token not be read
   */
  static LivePage start(PageSettings settings, LiveNews news, Optional<WebServer.Page> labels) {
    ConnectionLimits limits = new ConnectionLimits();
    Visitors visitors = new Visitors(settings.tokenFile().map(Token::read));
    Map<String, WebServer.Page> pages = new HashMap<>();
    ASSETS.forEach((path, asset) -> pages.put(path, page(asset, visitors)));
    pages.put("/news", news(news, visitors, limits));
    pages.replaceAll((path, page) -> forOwnPages(page));
    Map<String, WebServer.Page> posts = new HashMap<>();
    labels.ifPresent(desk -> posts.put("/label", forOwnPages(forReaders(desk, visitors))));
    WebServer server =
        WebServer.start(
            "--page-host, --page-port",
            settings.host(),
            settings.port(),
            limits,
            visitors::knows,
            Map.copyOf(pages),
            Map.copyOf(posts));
    return new LivePage(server, settings, news);
  }

  /** Where a browser finds it. */
  String address() {
    return Visitors.isLoopback(settings.host())
        ? "http://localhost:" + server.port()
        : server.address();
  }

  private static WebServer.Page forOwnPages(WebServer.Page page) {
    return (request, response, callback) -> {
      response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
      response.getHeaders().put("Referrer-Policy", "no-referrer");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      if (Visitors.isFromElsewhere(request)) {
        WebServer.answer(response, callback, 403, "not served to other sites");
      } else {
        page.answer(request, response, callback);
      }
    };
  }

  /**
   * Whoever changes something must say where from: browsers name a page's origin with each POST,
   * and {@link #forOwnPages} has refused all others.
   */
  private static WebServer.Page forReaders(WebServer.Page page, Visitors visitors) {
    return (request, response, callback) -> {
      if (request.getHeaders().get(HttpHeader.ORIGIN) == null) {
        WebServer.answer(response, callback, 403, "expected the header Origin");
      } else if (visitors.mayRead(request)) {
        page.answer(request, response, callback);
      } else {
        askForToken(response, callback);
      }
    };
  }

  private static void askForToken(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    WebServer.answer(
        response, callback, 401, "open the page once with ?token= and the token behind it");
  }

  private static WebServer.Page page(Asset asset, Visitors visitors) {
    byte[] body = bytes(asset);
    return (request, response, callback) -> {
      response.getHeaders().put("Content-Security-Policy", SECURITY_POLICY);
      if (visitors.admit(request, response)) {
        WebServer.answer(response, callback, 200, asset.type(), body);
      } else {
        WebServer.answer(response, callback, 403, "this is not the token");
      }
    };
  }

  private static byte[] bytes(Asset asset) {
    try (InputStream in = LivePage.class.getResourceAsStream(asset.resource())) {
      return Objects.requireNonNull(in, asset.resource()).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(asset.resource(), e);
    }
  }

  private static WebServer.Page news(LiveNews news, Visitors visitors, ConnectionLimits limits) {
    return (request, response, callback) -> {
      if (!visitors.mayRead(request)) {
        askForToken(response, callback);
        return;
      }
      limits.exempt(request);
      read(news, request, response, callback);
    };
  }

  private static void read(LiveNews news, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
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
