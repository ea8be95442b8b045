package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LivePageTest {
  private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"([^\"]+\\.(?:js|css))\"");

  private final LiveNews news = new LiveNews();
  private final LivePage page = LivePage.start(0, news);

  @AfterEach
  void close() {
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
  void otherPathsAreNotFound() throws Exception {
    assertThat(get("/../page.html").statusCode()).isEqualTo(404);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void latecomerHearsWhatWasSaidBeforeAndThenWhatIsSaid() throws Exception {
    news.tell(LiveNews.Kind.SUMMARY, "{\"images\":1}");
    HttpResponse<Stream<String>> answer = send("/news", BodyHandlers.ofLines());
    news.tell(LiveNews.Kind.VERDICTS, "[]");

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (Stream<String> lines = answer.body()) {
      assertThat(lines.limit(6))
          .containsExactly(
              "event: summary", "data: {\"images\":1}", "", "event: verdicts", "data: []", "");
    }
  }

  @Test
  void readersHearTheEnd() throws Exception {
    HttpResponse<Stream<String>> answer = send("/news", BodyHandlers.ofLines());
    news.tell(LiveNews.Kind.END, "{}");

    try (Stream<String> lines = answer.body()) {
      assertThat(lines).containsExactly("event: end", "data: {}", "");
    }
  }

  @Test
  void portInUseIsOneLine() {
    int port = URI.create(page.address()).getPort();

    assertThatThrownBy(() -> LivePage.start(port, news))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--page-port: cannot listen on ")
        .message()
        .hasLineCount(1);
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
