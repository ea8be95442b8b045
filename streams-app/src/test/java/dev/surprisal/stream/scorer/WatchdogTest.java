package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.http.Health;
import dev.surprisal.stream.http.HttpEndpoints;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a probe of /health/ready is told, by a clock of the test's own. */
class WatchdogTest {
  private final Health health = new Health();
  private final HttpEndpoints probed =
      HttpEndpoints.start("127.0.0.1", 0, new PrometheusRegistry(), health);
  private boolean answers = true;
  private long waiting;
  private long done;
  private long seconds;
  private final Watchdog watchdog =
      new Watchdog(
          health, () -> answers, () -> waiting, () -> done, () -> seconds * 1_000_000_000L);

  @BeforeEach
  void ready() {
    health.ready("scoring images");
  }

  @AfterEach
  void close() {
    probed.close();
  }

  @Test
  void silentKafkaIsNoticedAfterTwentySecondsAndItsReturnAtOnce() throws Exception {
    answers = false;
    lookFor(19);
    assertThat(probe().statusCode()).isEqualTo(200);

    lookFor(1);
    assertThat(probe().statusCode()).isEqualTo(503);
    assertThat(probe().body()).isEqualTo("Kafka has not answered for 20 s\n");
    assertThat(watchdog.secondsSinceAnswer()).isEqualTo(20);

    answers = true;
    lookFor(1);
    assertThat(probe().statusCode()).isEqualTo(200);
    assertThat(watchdog.secondsSinceAnswer()).isZero();
  }

  @Test
  void brokersAreAwayAfterTenSecondsWithoutAnAnswer() {
    answers = false;
    lookFor(9);
    assertThat(watchdog.brokersAnswer()).isTrue();

    lookFor(1);
    assertThat(watchdog.brokersAnswer()).isFalse();

    answers = true;
    lookFor(1);
    assertThat(watchdog.brokersAnswer()).isTrue();
  }

  @Test
  void silenceNowAndThenIsNone() throws Exception {
    for (int i = 0; i < 10; i++) {
      answers = false;
      lookFor(19);
      answers = true;
      lookFor(1);
    }

    assertThat(probe().statusCode()).isEqualTo(200);
  }

  @Test
  void standstillIsNoticedAfterThirtySecondsAndItsEndAtOnce() throws Exception {
    waiting = 7;
    done = 3;
    lookFor(30);
    assertThat(probe().statusCode()).isEqualTo(200);

    lookFor(1);
    assertThat(probe().statusCode()).isEqualTo(503);
    assertThat(probe().body()).isEqualTo("images wait (7), and none got its verdict for 30 s\n");

    done = 4;
    lookFor(1);
    assertThat(probe().statusCode()).isEqualTo(200);
  }

  @Test
  void quietInputIsNoStandstill() throws Exception {
    lookFor(3_600);

    assertThat(probe().statusCode()).isEqualTo(200);
  }

  @Test
  void backlogThatMovesIsNoStandstill() throws Exception {
    waiting = 1_000_000;
    for (int i = 0; i < 10; i++) {
      done++;
      lookFor(20);
    }

    assertThat(probe().statusCode()).isEqualTo(200);
  }

  @Test
  void everyObstacleIsNamed() throws Exception {
    waiting = 1;
    answers = false;
    lookFor(40);

    assertThat(probe().body())
        .isEqualTo(
            "Kafka has not answered for 40 s; images wait (1), and none got its verdict for 40 s\n");
  }

  @Test
  void obstaclesDoNotHideThatItIsNotRunning() throws Exception {
    answers = false;
    lookFor(40);
    health.failed("a stream thread died 4 times");

    assertThat(probe().body()).isEqualTo("a stream thread died 4 times\n");
  }

  private void lookFor(int moreSeconds) {
    for (int i = 0; i < moreSeconds; i++) {
      seconds++;
      watchdog.look();
    }
  }

  private HttpResponse<String> probe() throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(probed.address() + "/health/ready")).build(),
            BodyHandlers.ofString());
  }
}
