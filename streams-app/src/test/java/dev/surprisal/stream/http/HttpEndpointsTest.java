package dev.surprisal.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HttpEndpointsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Health health = new Health();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<Socket> clients = new ArrayList<>();
  private HttpEndpoints endpoints = HttpEndpoints.start("127.0.0.1", 0, registry, health);

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    endpoints.close();
  }

  @Test
  void startingIsAliveAndNotReady() {
    health.waiting("no broker yet");

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).isEqualTo("no broker yet\n");
  }

  @Test
  void scoringIsReady() {
    health.ready("scoring images");

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).isEqualTo("scoring images\n");
  }

  @Test
  void failedIsNeither() {
    health.failed("the model is broken");

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).isEqualTo("the model is broken\n");
  }

  @Test
  void metricsAnswer() {
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void portInUseIsOneLine() {
    assertThatThrownBy(
            () ->
                HttpEndpoints.start(
                    "127.0.0.1", endpoints.port(), new PrometheusRegistry(), health))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + endpoints.port());
  }

  @Test
  void metricsAreZippedForThoseWhoAskAndNeverKeptOpen() throws IOException {
    Counter.builder().name("tested").withoutExemplars().register(registry).inc(3);

    HttpResponse<byte[]> zipped =
        send(endpoints, "/metrics", BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip");

    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .asString(UTF_8)
        .contains("tested_total 3.0");
    assertThat(get("/metrics").body()).contains("tested_total 3.0");
    assertThat(zipped.headers().firstValue("Connection")).hasValue("close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})
  void onlyGetAndHeadAreAnswered(String method) throws IOException {
    for (String path : List.of("/metrics", "/health/live", "/nothing")) {
      assertThat(raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ")
          .contains("Allow: GET, HEAD");
    }
  }

  @Test
  void headHasNoBody() throws IOException {
    health.ready("scoring images");

    assertThat(raw("HEAD /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Length: 15")
        .doesNotContain("scoring images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/metricsx", "/metrics/x", "/health", "/health/live/x"})
  void unknownPathsAreNotFound(String path) throws IOException {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void requestsAreBounded() throws IOException {
    String start = "GET /health/live HTTP/1.1\r\nHost: x\r\n";

    assertThat(raw(start + "X: " + "a".repeat(20_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    assertThat(raw(start + "X: a\r\n".repeat(4_000) + "\r\n")).startsWith("HTTP/1.1 431 ");
    assertThat(raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
  }

  @Test
  void everyAnswerForbidsSniffing() {
    for (String path : List.of("/metrics", "/health/live", "/nothing")) {
      assertThat(get(path).headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
  }

  @Test
  void requestsThatNeverEndDoNotKeepHealthWaiting() throws IOException {
    for (int i = 0; i < 300; i++) {
      send(client(), "GET /metrics HTTP/1.1\r\nHost: x\r\n");
    }

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void scrapersThatDoNotReadDoNotKeepHealthWaiting() throws IOException {
    Counter.builder()
        .name("tested")
        .withoutExemplars()
        .help("x".repeat(2 << 20))
        .register(registry);
    for (int i = 0; i < 50; i++) {
      send(client(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void meterThatHangsDoesNotKeepHealthWaiting() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    GaugeWithCallback.builder()
        .name("tested")
        .callback(
            callback -> {
              hanging.countDown();
              awaitQuietly(end);
            })
        .register(registry);
    for (int i = 0; i < 17; i++) {
      send(client(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    hanging.await();

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    await().atMost(SOON).until(() -> get("/metrics").statusCode() == 503);
    end.countDown();
  }

  @Test
  void requestThatTricklesInIsCutOff() throws IOException {
    restart(new ConnectionLimits(Duration.ofMillis(300), 1_000));
    Socket slow = client();
    send(slow, "GET /health/live HTTP/1.1\r\nX: ");

    await()
        .atMost(SOON)
        .until(
            () -> {
              send(slow, "a");
              return isClosed(slow);
            });
  }

  @Test
  void oldestOfTooManyConnectionsIsClosed() throws IOException {
    ConnectionLimits limits = new ConnectionLimits(Duration.ofMinutes(1), 20);
    restart(limits);
    Socket oldest = client();
    // Jetty opens connections on several threads, in any order.
    await().atMost(SOON).until(() -> limits.open() == 1);
    for (int i = 0; i < 40; i++) {
      send(client(), "GET");
    }

    await().atMost(SOON).until(() -> isClosed(oldest));
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void addressOfAnIpv6HostHasBrackets() throws IOException {
    try (HttpEndpoints v6 = HttpEndpoints.start("::1", 0, registry, health)) {
      assertThat(v6.address()).isEqualTo("http://[::1]:" + v6.port());
      assertThat(send(v6, "/health/live", BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void hostThatDoesNotExistIsOneLine() {
    assertThatThrownBy(() -> HttpEndpoints.start("no.such.host.invalid", 0, registry, health))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot listen on no.such.host.invalid:0: ")
        .message()
        .hasLineCount(1);
  }

  private void restart(ConnectionLimits limits) {
    endpoints.close();
    endpoints = HttpEndpoints.start("127.0.0.1", 0, limits, registry, health);
  }

  private Socket client() throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    client.setSoTimeout(30_000);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoints.port()));
    clients.add(client);
    return client;
  }

  private static void send(Socket client, String text) {
    try {
      client.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      // The server has closed it; what reads from it will see that.
      assertThat(client.isConnected()).isTrue();
    }
  }

  private static boolean isClosed(Socket client) throws IOException {
    client.setSoTimeout(10);
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  /** The whole answer to what may be no proper request. */
  private String raw(String request) throws IOException {
    Socket client = client();
    send(client, request);
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> get(String path) {
    return send(endpoints, path, BodyHandlers.ofString());
  }

  private static <T> HttpResponse<T> send(
      HttpEndpoints server, String path, HttpResponse.BodyHandler<T> body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path)).timeout(SOON);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), body);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
