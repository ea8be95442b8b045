package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances of one group with different models find each other, by either protocol. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GroupModelsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path model;
  @TempDir Path otherModel;

  @ParameterizedTest
  @EnumSource
  void anotherModelIsSeenByBothAndRefusedByAStrictOne(GroupProtocol protocol) throws Exception {
    InkModel.write(model);
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), otherModel);
    KafkaConnection connection = TestBroker.connection();
    Topics topics = TestBroker.topics();
    StreamOptions first = TestSettings.options(connection, topics, model).groupProtocol(protocol);
    StreamOptions second =
        TestSettings.options(connection, topics, otherModel).groupProtocol(protocol);

    try (StreamScorer running = StreamScorer.open(first.settings())) {
      running.start();
      running.awaitRunning(PATIENCE);
      try (StreamScorer refused = StreamScorer.open(second.strictModel(true).settings())) {
        assertThatThrownBy(refused::start)
            .isInstanceOf(BadInputException.class)
            .message()
            .startsWith("--strict-model: the group " + topics.images() + "-scorer has instances")
            .hasLineCount(1);
      }
      try (StreamScorer careless = StreamScorer.open(second.strictModel(false).settings())) {
        careless.start();
        await().atMost(PATIENCE).until(() -> models(careless) == 2);
        await().atMost(PATIENCE).until(() -> models(running) == 2);
        // With partitions that the other gets back when this one goes, and looks at once.
        careless.awaitRunning(PATIENCE);
      }
      await().atMost(PATIENCE).until(() -> models(running) == 1);
      running.expectNoFailure();
    }
  }

  private static double models(StreamScorer scorer) throws Exception {
    String scrape =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scorer.address() + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return new Samples(scrape).value("surprisal_group_models");
  }
}
