package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.page.LiveNews.EventType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LivePageTest {
  private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"([^\"]+\\.(?:js|css))\"");

  private final LiveNews news = new LiveNews();
  private final LivePage page = LivePage.start(PageSettings.onLoopback(0), news, Optional.empty());
  private final List<Socket> sockets = new ArrayList<>();
  private final long start = System.nanoTime();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    page.close();
  }

  @Test
  void pageAndAllThatItLinksToIsThere() throws Exception {
    String html = get("/").body();

    Matcher linked = LINKED.matcher(html);
    int files = 0;
    for (; linked.find(); files++) {
      HttpResponse<String> file = get("/" + linked.group(1));
      assertThat(file.statusCode()).as(linked.group(1)).isEqualTo(200);
      assertThat(file.body()).hasSizeGreaterThan(1000);
    }
    assertThat(files).isEqualTo(4);
    assertThat(html).doesNotContain("http:").doesNotContain("https:");
  }

  @Test
  void pageKeepsAsManyEventsAsTheServer() throws Exception {
    assertThat(get("/page.js").body())
        .contains(
            "const MOST = { anomalies: %d, rejections: %d, rates: %d, truths: %d, labels: %d };"
                .formatted(
                    EventType.ANOMALY.shown,
                    EventType.REJECTED.shown,
                    EventType.RATES.shown,
                    EventType.TRUTH.shown,
                    EventType.LABEL.shown));
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(get("/../page.html").statusCode()).isEqualTo(400);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void latecomerHearsWhatWasSaidBeforeAndThenWhatIsSaid() throws Exception {
    news.tell(LiveNews.EventType.SUMMARY, "{\"images\":1}");
    HttpResponse<Stream<String>> answer = send("/news", BodyHandlers.ofLines());
    news.tell(LiveNews.EventType.RATES, "[]");

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (Stream<String> lines = answer.body()) {
      assertThat(lines.limit(6))
          .containsExactly(
              "event: summary", "data: {\"images\":1}", "", "event: rates", "data: []", "");
    }
  }

  @Test
  void readersHearTheEnd() throws Exception {
    HttpResponse<Stream<String>> answer = send("/news", BodyHandlers.ofLines());
    news.tell(LiveNews.EventType.END, "{}");

    try (Stream<String> lines = answer.body()) {
      assertThat(lines).containsExactly("event: end", "data: {}", "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/news"})
  void nameThatIsNotTheLoopbacksIsRefused(String path) throws IOException {
    assertThat(headersOf(path, "images.example:" + port())).startsWith("HTTP/1.1 403 ");
    assertThat(headersOf(path, "localhost.example")).startsWith("HTTP/1.1 403 ");
    for (String own : List.of("localhost:" + port(), "127.0.0.1:" + port(), "[::1]:" + port())) {
      assertThat(headersOf(path, own)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void pageCannotBeFramedNorSniffedNorLoadFromElsewhere() throws IOException {
    assertThat(headersOf("/", "localhost"))
        .contains("frame-ancestors 'none'")
        .contains("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        .contains("X-Content-Type-Options: nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/news"})
  void nothingIsKeptNorGivenToOtherSites(String path) throws IOException {
    assertThat(headersOf(path, "localhost"))
        .contains("Cache-Control: no-store")
        .contains("Cross-Origin-Resource-Policy: same-origin");
  }

  @Test
  void manyReadersTakeNoThreadEach() throws IOException {
    int before = Thread.activeCount();
    List<BufferedReader> readers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      BufferedReader reader = reader(request("/news", "localhost"));
      assertThat(reader.readLine()).startsWith("HTTP/1.1 200 ");
      readers.add(reader);
    }
    news.tell(LiveNews.EventType.SUMMARY, "{\"images\":7}");

    for (BufferedReader reader : readers) {
      assertThat(reader.lines().filter(line -> line.startsWith("data: ")).findFirst())
          .hasValue("data: {\"images\":7}");
    }
    assertThat(Thread.activeCount()).isLessThan(before + 20);
    assertThat(headersOf("/news", "localhost")).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void readersThatAreGoneMakeRoom() throws IOException {
    for (int i = 0; i < LiveNews.MOST_READERS; i++) {
      assertThat(reader(request("/news", "localhost")).readLine()).startsWith("HTTP/1.1 200 ");
    }
    for (Socket socket : sockets) {
      socket.close();
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              news.tell(LiveNews.EventType.SUMMARY, "{}");
              assertThat(headersOf("/news", "localhost")).startsWith("HTTP/1.1 200 ");
            });
  }

  @Test
  void readersThatDoNotReadKeepNobodyWaiting() throws IOException {
    for (int i = 0; i < 200; i++) {
      request("/news", "localhost");
    }
    BufferedReader reader = reader(request("/news", "localhost"));
    assertThat(reader.readLine()).startsWith("HTTP/1.1 200 ");
    String large = "x".repeat(1 << 18);
    for (int i = 0; i < 100; i++) {
      news.tell(LiveNews.EventType.SUMMARY, i + large);
    }

    assertThat(reader.lines().filter(line -> line.startsWith("data: 99x")).findFirst()).isPresent();
  }

  @Test
  void readerOutlivesTheLimitOfOtherRequestsWhileItReads() throws Exception {
    BufferedReader reader = reader(request("/news", "localhost"));
    Iterator<String> data = reader.lines().filter(line -> line.startsWith("data: ")).iterator();

    await()
        .atMost(Duration.ofSeconds(25))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              long seconds = (System.nanoTime() - start) / 1_000_000_000;
              news.tell(LiveNews.EventType.SUMMARY, String.valueOf(seconds));
              return data.next().equals("data: " + seconds) && seconds >= 12;
            });
  }

  @Test
  void portInUseIsOneLine() {
    int port = URI.create(page.address()).getPort();

    assertThatThrownBy(() -> LivePage.start(PageSettings.onLoopback(port), news, Optional.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--page-host, --page-port: cannot listen on ")
        .message()
        .hasLineCount(1);
  }

  private int port() {
    return URI.create(page.address()).getPort();
  }

  private String headersOf(String path, String host) throws IOException {
    StringBuilder headers = new StringBuilder();
    BufferedReader reader = reader(request(path, host));
    for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      headers.append(line).append('\n');
    }
    return headers.toString();
  }

  private Socket request(String path, String host) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    sockets.add(socket);
    socket
        .getOutputStream()
        .write("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host).getBytes(UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(path, BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> send(String path, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(page.address() + path)).build(), body);
  }
}
