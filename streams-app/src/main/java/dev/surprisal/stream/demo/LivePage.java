package dev.surprisal.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.surprisal.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The demo in a browser: a page, and what happens as server-sent events. On the loopback interface
 * only.
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

  private final HttpServer server;
  private final ExecutorService threads;
  private final LiveNews news;

  private LivePage(HttpServer server, ExecutorService threads, LiveNews news) {
    this.server = server;
    this.threads = threads;
    this.news = news;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws BadInputException if the port cannot be had
   */
  static LivePage start(int port, LiveNews news) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      HttpServer server = HttpServer.create(address, 0);
      // A reader of the news keeps its thread for as long as it reads.
      ExecutorService threads =
          Executors.newCachedThreadPool(
              task -> {
                Thread thread = new Thread(task, "surprisal-page");
                thread.setDaemon(true);
                return thread;
              });
      LivePage page = new LivePage(server, threads, news);
      server.setExecutor(threads);
      server.createContext("/", page::asset);
      server.createContext("/news", page::news);
      server.start();
      return page;
    } catch (IOException e) {
      throw new BadInputException(
          "--page-port: cannot listen on %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /** Where a browser finds it. */
  String address() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void asset(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Asset> asset = Optional.ofNullable(ASSETS.get(exchange.getRequestURI().getPath()));
      byte[] body = asset.isPresent() ? bytes(asset.get()) : "no such page\n".getBytes(UTF_8);
      String type = asset.map(Asset::type).orElse("text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("Content-Type", type);
      // Pictures come inside the news; nothing is fetched from elsewhere.
      exchange
          .getResponseHeaders()
          .set("Content-Security-Policy", "default-src 'self'; img-src data:");
      exchange.sendResponseHeaders(asset.isPresent() ? 200 : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] bytes(Asset asset) throws IOException {
    try (InputStream in = LivePage.class.getResourceAsStream(asset.resource())) {
      return Objects.requireNonNull(in, asset.resource()).readAllBytes();
    }
  }

  private void news(HttpExchange exchange) throws IOException {
    try (exchange;
        LiveNews.Reader reader = news.read()) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      String event;
      do {
        event = reader.next();
        out.write(event.getBytes(UTF_8));
        out.flush();
      } while (!LiveNews.isLast(event));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    // Who still reads may hear the end.
    server.stop(news.hasReaders() ? 1 : 0);
    threads.shutdownNow();
  }
}
