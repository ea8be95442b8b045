package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.http.WebServer;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.Opinion;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Takes what a reader of the page says of an anomaly: JSON, {@code {"key", "label", "by"}}. What
 * the label says of the image besides is looked up, for a browser can say anything.
 */
final class LabelDesk implements WebServer.Page {
  private static final int MOST_BYTES = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<String, Optional<Findings.Anomaly>> shown;
  private final Function<Label, CompletableFuture<Void>> writer;

  /**
   * @param shown finds an anomaly that the page has shown, by its key
   * @param writer ends when Kafka has the label; must not block
   */
  LabelDesk(
      Function<String, Optional<Findings.Anomaly>> shown,
      Function<Label, CompletableFuture<Void>> writer) {
    this.shown = shown;
    this.writer = writer;
  }

  @Override
  public void answer(Request request, Response response, Callback callback) {
    // A form of another site cannot have this type.
    if (!"application/json".equals(request.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
      WebServer.answer(response, callback, 415, "expected application/json");
    } else if (request.getLength() < 0 || request.getLength() > MOST_BYTES) {
      WebServer.answer(response, callback, 413, "expected at most 1000 bytes, and their number");
    } else {
      Content.Source.asString(
          request,
          UTF_8,
          Promise.from(
              body -> take(body, response, callback),
              failure -> WebServer.answer(response, callback, 400, "the request broke off")));
    }
  }

  private void take(String body, Response response, Callback callback) {
    Optional<JsonNode> json = parsed(body);
    Optional<Opinion> opinion =
        json.flatMap(root -> Opinion.ofWireName(root.path("label").asText()));
    Optional<String> by = json.map(root -> root.path("by").asText()).filter(Label::isName);
    if (opinion.isEmpty() || by.isEmpty()) {
      WebServer.answer(response, callback, 400, "expected key, label and by");
      return;
    }
    Optional<Findings.Anomaly> anomaly = shown.apply(json.get().path("key").asText());
    if (anomaly.isEmpty()) {
      WebServer.answer(response, callback, 404, "not among the last anomalies of this page");
      return;
    }
    CompletableFuture<Void> unused =
        writer
            .apply(anomaly.get().label(opinion.get(), by.get()))
            .whenComplete((done, failure) -> confirm(response, callback, failure == null));
  }

  private static void confirm(Response response, Callback callback, boolean written) {
    if (written) {
      WebServer.answer(response, callback, 200, "written");
    } else {
      WebServer.answer(response, callback, 503, "Kafka did not take the label");
    }
  }

  private static Optional<JsonNode> parsed(String body) {
    try {
      return Optional.of(JSON.readTree(body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
