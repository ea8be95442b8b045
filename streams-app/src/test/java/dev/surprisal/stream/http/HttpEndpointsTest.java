package dev.surprisal.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {
  private final Health health = new Health();
  private final HttpEndpoints endpoints =
      HttpEndpoints.start("127.0.0.1", 0, new PrometheusRegistry(), health);

  @AfterEach
  void close() {
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

  private HttpResponse<String> get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + endpoints.port() + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
