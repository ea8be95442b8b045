package dev.surprisal.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.meter.Scrape;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready}, which say 200 or 503 and why.
 */
public final class HttpEndpoints implements AutoCloseable {
  private static final int MOST_SCRAPES_WAITING = 16;

  private final WebServer server;
  private final ExecutorService scraper;

  private HttpEndpoints(WebServer server, ExecutorService scraper) {
    this.server = server;
    this.scraper = scraper;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws dev.surprisal.BadInputException if the address cannot be had
   */
  public static HttpEndpoints start(
      String host, int port, PrometheusRegistry metrics, Health health) {
    return start(host, port, new ConnectionLimits(), metrics, health);
  }

  static HttpEndpoints start(
      String host, int port, ConnectionLimits limits, PrometheusRegistry metrics, Health health) {
    // A thread of its own: a meter that hangs must not keep the health checks waiting.
    ExecutorService scraper =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_SCRAPES_WAITING),
            task -> {
              Thread thread = new Thread(task, "surprisal-scrape");
              thread.setDaemon(true);
              return thread;
            });
    Map<String, WebServer.Page> pages =
        Map.of(
            "/metrics",
            (request, response, callback) -> scrape(scraper, metrics, request, response, callback),
            "/health/live",
            health(health, Health.Status::alive),
            "/health/ready",
            health(health, Health.Status::ready));
    return new HttpEndpoints(
        WebServer.start(
            "--http-host, --http-port", host, port, limits, name -> true, pages, Map.of()),
        scraper);
  }

  /** The port in use. */
  public int port() {
    return server.port();
  }

  /** {@code http://host:port}. */
  public String address() {
    return server.address();
  }

  private static WebServer.Page health(Health health, Predicate<Health.Status> good) {
    return (request, response, callback) -> {
      Health.Status status = health.status();
      WebServer.answer(response, callback, good.test(status) ? 200 : 503, status.reason());
    };
  }

  private static void scrape(
      ExecutorService scraper,
      PrometheusRegistry metrics,
      Request request,
      Response response,
      Callback callback) {
    String accept = header(request, HttpHeader.ACCEPT);
    boolean gzip = header(request, HttpHeader.ACCEPT_ENCODING).contains("gzip");
    try {
      scraper.execute(() -> scrape(metrics, accept, gzip, response, callback));
    } catch (RejectedExecutionException e) {
      WebServer.answer(response, callback, 503, "too many scrapes are waiting");
    }
  }

  private static void scrape(
      PrometheusRegistry metrics,
      String accept,
      boolean gzip,
      Response response,
      Callback callback) {
    try {
      Scrape scrape = Scrape.of(metrics, accept);
      byte[] text = scrape.text().getBytes(UTF_8);
      if (gzip) {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
      }
      WebServer.answer(response, callback, 200, scrape.contentType(), gzip ? zipped(text) : text);
    } catch (RuntimeException e) {
      callback.failed(e);
    }
  }

  private static byte[] zipped(byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static String header(Request request, HttpHeader name) {
    return Optional.ofNullable(request.getHeaders().get(name)).orElse("");
  }

  @Override
  public void close() {
    server.close();
    scraper.shutdownNow();
  }
}
