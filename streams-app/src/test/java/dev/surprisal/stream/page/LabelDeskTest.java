package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say what of an anomaly on the page. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LabelDeskTest {
  private static final String TOKEN = "0123456789abcdefABCDEF_-";
  private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAA/images-0-7";
  private static final String BODY =
      "{\"key\": \"%s\", \"label\": \"normal\", \"by\": \"anna\"}".formatted(KEY);
  private static final String HOST = "Host: localhost:9465\r\n";
  private static final String ORIGIN = "Origin: http://localhost:9465\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final List<Label> labels = new ArrayList<>();
  private final Findings findings = new Findings();
  private boolean kafkaTakesThem = true;
  private LivePage page = open(PageSettings.onLoopback(0));
  @TempDir Path folder;

  private LivePage open(PageSettings settings) {
    findings.anomaly(
        new Findings.Anomaly(
            "images-0-7", Optional.of("AAAAAAAAAAAAAAAAAAAAAA"), Optional.of("camera"), 17),
        new byte[0]);
    findings.take();
    return LivePage.start(
        settings, new LiveNews(), Optional.of(new LabelDesk(findings::find, this::write)));
  }

  private CompletableFuture<Void> write(Label label) {
    labels.add(label);
    return kafkaTakesThem
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(new IOException("away"));
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void whatAReaderSaysIsWrittenWithWhatIsKnownOfTheImage() throws IOException {
    assertThat(post(HOST + ORIGIN + JSON, BODY)).startsWith("HTTP/1.1 200 ");

    assertThat(labels)
        .containsExactly(
            new Label(
                "images-0-7",
                Optional.of("AAAAAAAAAAAAAAAAAAAAAA"),
                Opinion.NORMAL,
                "anna",
                Optional.of("camera"),
                Optional.of(17L)));
  }

  @Test
  void labelThatKafkaDoesNotTakeIsSaidToBeLost() throws IOException {
    kafkaTakesThem = false;

    assertThat(post(HOST + ORIGIN + JSON, BODY))
        .startsWith("HTTP/1.1 503 ")
        .endsWith("Kafka did not take the label\n");
  }

  /** A form or a script of another site, or a name that was made to point here. */
  @ParameterizedTest
  @CsvSource({
    "localhost:9465, http://evil.example, application/json, 403",
    "localhost:9465, http://localhost:1234, application/json, 403",
    "localhost:9465, null, application/json, 403",
    "localhost:9465, '', application/json, 403",
    "evil.example, http://evil.example, application/json, 403",
    "localhost:9465, http://localhost:9465, text/plain, 415",
    "localhost:9465, http://localhost:9465, application/x-www-form-urlencoded, 415",
    "localhost:9465, http://localhost:9465, '', 415"
  })
  void otherSitesCannotLabel(String host, String origin, String type, int status)
      throws IOException {
    String headers =
        "Host: %s\r\n".formatted(host)
            + (origin.isEmpty() ? "" : "Origin: %s\r\n".formatted(origin))
            + (type.isEmpty() ? "" : "Content-Type: %s\r\n".formatted(type));

    assertThat(post(headers, BODY)).startsWith("HTTP/1.1 " + status + " ");
    assertThat(labels).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | 400",
        "{ | 400",
        "{\"key\": \"KEY\", \"label\": \"maybe\", \"by\": \"anna\"} | 400",
        "{\"key\": \"KEY\", \"label\": \"normal\"} | 400",
        "{\"key\": \"KEY\", \"label\": \"normal\", \"by\": \"\"} | 400",
        "{\"key\": \"images-0-7\", \"label\": \"normal\", \"by\": \"anna\"} | 404",
        "{\"label\": \"normal\", \"by\": \"anna\"} | 404"
      })
  void whatIsNoLabelOfAnAnomalyThatWasShownIsRefused(String body, int status) throws IOException {
    assertThat(post(HOST + ORIGIN + JSON, body.replace("KEY", KEY)))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(labels).isEmpty();
  }

  @Test
  void bodyIsSmallAndItsLengthIsSaid() throws IOException {
    assertThat(post(HOST + ORIGIN + JSON, BODY + " ".repeat(1_000))).startsWith("HTTP/1.1 413 ");
    assertThat(
            answer(
                "POST /label HTTP/1.1\r\n"
                    + HOST
                    + ORIGIN
                    + JSON
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(labels).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /", "POST /news", "POST /page.js", "PUT /label", "DELETE /label"})
  void allElseIsReadOnly(String request) throws IOException {
    assertThat(answer(request + " HTTP/1.1\r\n" + HOST + ORIGIN + "\r\n"))
        .startsWith("HTTP/1.1 405 ");
  }

  @Test
  void withoutTheSettingNothingIsTaken() throws IOException {
    page.close();
    page = LivePage.start(PageSettings.onLoopback(0), new LiveNews(), Optional.empty());

    assertThat(post(HOST + ORIGIN + JSON, BODY)).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void tokenIsNeededWhereOneIsSet() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN);
    page.close();
    page = open(new PageSettings("127.0.0.1", 0, Optional.of(file)));

    assertThat(post(HOST + ORIGIN + JSON, BODY)).startsWith("HTTP/1.1 401 ");
    assertThat(post(HOST + ORIGIN + JSON + "Cookie: surprisal-9465=wrong\r\n", BODY))
        .startsWith("HTTP/1.1 401 ");
    assertThat(labels).isEmpty();

    assertThat(post(HOST + ORIGIN + JSON + "Cookie: surprisal-9465=" + TOKEN + "\r\n", BODY))
        .startsWith("HTTP/1.1 200 ");
    assertThat(labels).hasSize(1);
  }

  private String post(String headers, String body) throws IOException {
    return answer(
        "POST /label HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(headers, body.length(), body));
  }

  private String answer(String request) throws IOException {
    int port = URI.create(page.address()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
