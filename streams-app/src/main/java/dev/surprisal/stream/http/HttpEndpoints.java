package dev.surprisal.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.surprisal.BadInputException;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready}, which say 200 or 503 and why.
 */
public final class HttpEndpoints implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private HttpEndpoints(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws BadInputException if the address cannot be had
   */
  public static HttpEndpoints start(
      String host, int port, PrometheusRegistry metrics, Health health) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try {
      HttpServer server = HttpServer.create(address, 0);
      // A scrape that hangs must not keep the health checks waiting.
      AtomicInteger number = new AtomicInteger();
      ExecutorService threads =
          Executors.newFixedThreadPool(
              3,
              task -> {
                Thread thread = new Thread(task, "surprisal-http-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(threads);
      server.createContext("/metrics", new MetricsHandler(metrics));
      server.createContext("/health/live", health(health, Health.Status::alive));
      server.createContext("/health/ready", health(health, Health.Status::ready));
      server.start();
      return new HttpEndpoints(server, threads);
    } catch (IOException e) {
      throw new BadInputException(
          "--http-host, --http-port: cannot listen on %s:%d: %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static HttpHandler health(Health health, Predicate<Health.Status> good) {
    return exchange -> {
      Health.Status status = health.status();
      answer(exchange, good.test(status) ? 200 : 503, status.reason() + "\n");
    };
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
