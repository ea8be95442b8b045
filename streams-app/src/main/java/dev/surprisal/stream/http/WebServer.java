package dev.surprisal.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Answers GET and HEAD, or POST, on a few fixed paths. No client takes a thread while it sends or
 * reads, and {@link ConnectionLimits} bounds how long it takes a connection.
 */
public final class WebServer implements AutoCloseable {
  /** What one path answers; must not block. */
  @FunctionalInterface
  public interface Page {
    /**
     * Answers, now or later from another thread.
     *
     * @param callback to be completed when the answer is written
     */
    void answer(Request request, Response response, Callback callback);
  }

  private static final int THREADS = 8;
  private static final int MOST_HEADER_BYTES = 8 * 1024;
  private static final int MOST_UNACCEPTED = 512;

  private final Server server;
  private final ServerConnector connector;

  private WebServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens.
   *
   * @param options the settings that name the address, for the error
   * @param port 0 for a free one
   * @param limits how long and how many connections may be open
   * @param hosts which names in the header Host are answered
   * @param pages what each path answers to GET and HEAD
   * @param posts what those paths answer to POST that take any; others refuse it
   * @throws BadInputException if the address cannot be had
   */
  public static WebServer start(
      String options,
      String host,
      int port,
      ConnectionLimits limits,
      Predicate<String> hosts,
      Map<String, Page> pages,
      Map<String, Page> posts) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("surprisal-http");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MOST_HEADER_BYTES);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(MOST_UNACCEPTED);
    limits.bound(connector);
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    errors.setShowCauses(false);
    server.setErrorHandler(errors);
    server.addConnector(connector);
    server.setHandler(new Paths(hosts, pages, posts));
    try {
      connector.open();
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new BadInputException(
          "%s: cannot listen on %s: %s".formatted(options, authority(host, port), reason(e)), e);
    }
    return new WebServer(server, connector);
  }

  /** The port in use. */
  public int port() {
    return connector.getLocalPort();
  }

  /** {@code http://host:port}, with the brackets that an IPv6 address needs. */
  public String address() {
    return "http://" + authority(connector.getHost(), port());
  }

  /** Answers with a whole body. */
  public static void answer(
      Response response, Callback callback, int status, String contentType, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Answers with a line of text. */
  public static void answer(Response response, Callback callback, int status, String line) {
    answer(response, callback, status, "text/plain; charset=utf-8", (line + "\n").getBytes(UTF_8));
  }

  private static final class Paths extends Handler.Abstract.NonBlocking {
    private final Predicate<String> hosts;
    private final Map<String, Page> pages;
    private final Map<String, Page> posts;

    private Paths(Predicate<String> hosts, Map<String, Page> pages, Map<String, Page> posts) {
      this.hosts = hosts;
      this.pages = pages;
      this.posts = posts;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      // With one request a connection, the limit on a connection's time is one on a request's.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      String path = Request.getPathInContext(request);
      Page page = pages.get(path);
      if (!hosts.test(Request.getServerName(request))) {
        answer(response, callback, 403, "not served under this host name");
      } else if (HttpMethod.POST.is(request.getMethod()) && posts.containsKey(path)) {
        posts.get(path).answer(request, response, callback);
      } else if (!HttpMethod.GET.is(request.getMethod())
          && !HttpMethod.HEAD.is(request.getMethod())) {
        response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        answer(response, callback, 405, "only GET and HEAD are answered");
      } else if (page == null) {
        answer(response, callback, 404, "no such page");
      } else {
        page.answer(request, response, callback);
      }
      return true;
    }
  }

  private static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static String reason(Exception e) {
    Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      // It is on its way out, and nobody could do anything about it.
      server.destroy();
    }
  }

  @Override
  public void close() {
    stop(server);
  }
}
