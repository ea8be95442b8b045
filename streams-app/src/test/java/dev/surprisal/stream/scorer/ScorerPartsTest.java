package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.PageNews;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there before Kafka is. */
class ScorerPartsTest {
  private static final KafkaConnection NOWHERE = new KafkaConnection("localhost:1", Map.of());
  private static final AlertSettings ALERTS =
      new AlertSettings("alerts", 0.01, 1, Duration.ofMinutes(10), 1_000, 500);

  @TempDir Path folder;

  @BeforeEach
  void writeModel() {
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), folder.resolve("model"));
  }

  @Test
  void rateIsPromisedOfCleanImagesOnThePageAndInTheMeters() throws Exception {
    StreamOptions options = options().control(AlarmControl.rate(0.05)).alerts(ALERTS);
    try (StreamScorer scorer = StreamScorer.open(options.settings())) {
      PageNews news = PageNews.of(scorer.page().orElseThrow().address());

      JsonNode summary = news.only("summary");
      assertThat(summary.path("promise").path("rate").asDouble()).isEqualTo(0.05);
      assertThat(summary.path("scores").path("threshold").isNumber()).isTrue();
      assertThat(summary.path("waiting").asLong()).isZero();
      assertThat(summary.path("state").asText()).isEqualTo("starting");
      assertThat(news.only("sources")).isEmpty();
      assertThat(metrics(scorer)).contains("\nsurprisal_false_alarm_rate_target 0.05\n");
    }
  }

  @Test
  void shareOfFalseAlarmsPromisesNothingOfCleanImages() throws Exception {
    StreamOptions options = options().control(new AlarmControl(AlarmControl.Kind.FDR, 0.05));
    try (StreamScorer scorer = StreamScorer.open(options.settings())) {
      PageNews news = PageNews.of(scorer.page().orElseThrow().address());

      JsonNode summary = news.only("summary");
      assertThat(summary.has("promise")).isFalse();
      assertThat(summary.path("scores").path("threshold").isNull()).isTrue();
      assertThat(news.all("sources")).isEmpty();
      assertThat(metrics(scorer)).doesNotContain("surprisal_false_alarm_rate_target");
    }
  }

  @Test
  void portOfTheMetersIsFreeAgainWhenThatOfThePageCannotBeHad() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int http = freePort();
      StreamOptions options =
          options().page(PageSettings.onLoopback(taken.getLocalPort())).httpPort(http);

      assertThatThrownBy(() -> StreamScorer.open(options.settings()))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("--page-host, --page-port: cannot listen on 127.0.0.1:");

      ServerSocket again = new ServerSocket(http, 1, InetAddress.getLoopbackAddress());
      again.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private StreamOptions options() {
    return TestSettings.options(NOWHERE, Topics.DEFAULT, folder.resolve("model"))
        .page(PageSettings.onLoopback(0));
  }

  private static String metrics(StreamScorer scorer) throws IOException {
    try (InputStream in = URI.create(scorer.address() + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
