package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.cli.Problems;
import dev.surprisal.cli.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read a page that demands a token. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VisitorsTest {
  private static final String TOKEN = "0123456789abcdefABCDEF_-";
  private static final String HOST = "Host: scorer.example:8443\r\n";

  @TempDir Path folder;
  private LivePage page;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    page =
        LivePage.start(
            new PageSettings("0.0.0.0", 0, Optional.of(file)), new LiveNews(), Optional.empty());
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void newsAreNotForThoseWithoutTheToken() throws IOException {
    assertThat(answer("/news", HOST))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Bearer")
        .contains("?token=")
        .doesNotContain(TOKEN);
    assertThat(answer("/news?token=" + TOKEN, HOST)).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void tokenInTheAddressBecomesACookieThatOpensTheNews() throws IOException {
    String html = answer("/?token=" + TOKEN, HOST);

    String cookie = html.replaceFirst("(?s).*Set-Cookie: ([^;]*);.*", "$1");
    assertThat(html).startsWith("HTTP/1.1 200 ").contains("Referrer-Policy: no-referrer");
    assertThat(html.lines().filter(line -> line.startsWith("Set-Cookie")).toList())
        .singleElement()
        .asString()
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    assertThat(answer("/news", HOST + "Cookie: a=b; " + cookie + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void tokenAsBearerOpensTheNews() throws IOException {
    assertThat(answer("/news", HOST + "Authorization: bearer " + TOKEN + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer 0123456789abcdefABCDEF_",
        "Authorization: Bearer",
        "Authorization: Basic " + TOKEN,
        "Cookie: surprisal-8443=wrong",
        "Cookie: surprisal-8443=",
        "Cookie: surprisal-80=" + TOKEN
      })
  void whatIsNotTheTokenOpensNothing(String header) throws IOException {
    assertThat(answer("/news", HOST + header + "\r\n")).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void wrongTokenInTheAddressIsRefused() throws IOException {
    assertThat(answer("/?token=" + TOKEN + "x", HOST))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain("Set-Cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, 403",
    "https://scorer.example, 403",
    "null, 403",
    "https://scorer.example:8443, 200",
    "http://scorer.example:8443, 200"
  })
  void pagesOfOtherSitesAreRefused(String origin, int status) throws IOException {
    String bearer = "Authorization: Bearer " + TOKEN + "\r\n";

    assertThat(answer("/news", HOST + bearer + "Origin: " + origin + "\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "0.0.0.0, false",
    "::, false",
    "127.evil.example, false",
    "192.168.0.7, false",
    "localhost.example, false"
  })
  void hostBeyondTheLoopbackNeedsAToken(String host, boolean loopback) {
    Problems without = new Problems();
    new PageSettings(host, 0, Optional.empty()).check(without);
    Problems with = new Problems();
    new PageSettings(host, 0, Optional.of(folder)).check(with);

    with.throwIfAny();
    if (loopback) {
      without.throwIfAny();
    } else {
      assertThatThrownBy(without::throwIfAny)
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "--page-token-file: expected a file with a token where --page-host is %s, since the page shows images to whoever reaches it, got none",
              host);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "too-short", "a b c d e f g h i j k l m", "0123456789abcdef;Path=/x"})
  void tokenOfAnotherFormIsNotTaken(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad"), text);

    assertThatThrownBy(() -> Token.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "--page-token-file: expected 16 to 200 of a-z, A-Z, 0-9, _ and - in ")
        .hasMessageContaining("got " + text.length() + " characters")
        .hasMessageEndingWith("openssl rand -hex 32");
    if (!text.isEmpty()) {
      assertThatThrownBy(() -> Token.read(file)).message().doesNotContain(text);
    }
  }

  @Test
  void missingTokenFileIsOneLine() {
    assertThatThrownBy(() -> Token.read(folder.resolve("missing")))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching("--page-token-file: cannot read .*missing: NoSuchFileException");
  }

  /** To a HEAD request, which ends also where the news go on. */
  private String answer(String path, String headers) throws IOException {
    int port = URI.create(page.address()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String method = path.startsWith("/news") && !headers.equals(HOST) ? "HEAD" : "GET";
      socket
          .getOutputStream()
          .write("%s %s HTTP/1.1\r\n%s\r\n".formatted(method, path, headers).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
