package dev.surprisal.stream.source;

import static dev.surprisal.stream.source.AlertKind.ANOMALOUS;
import static dev.surprisal.stream.source.WatchedPartition.PATIENCE;
import static dev.surprisal.stream.source.WatchedPartition.THRESHOLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Term;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Schemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a partition's alerts say, which sources it follows, and what a restart knows of them. */
class SourceWatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WatchedPartition partition = new WatchedPartition();

  @Test
  void alertThatIsOpenIsKnownAfterARestartAndNotRaisedAgain() {
    partition.images("good", 20, Sighting.Kind.NORMAL);
    partition.images("black", THRESHOLD, Sighting.Kind.ANOMALOUS);
    assertThat(partition.alerts()).containsExactly("black anomalous opened");
    partition.close();
    assertThat(partition.gauge("surprisal.sources")).isZero();
    assertThat(partition.isSwept()).isFalse();

    partition.start(PATIENCE, Topics.LARGEST_OUTPUT);

    assertThat(partition.gauge("surprisal.sources")).isEqualTo(2);
    assertThat(partition.open("anomalous")).isEqualTo(1);
    assertThat(partition.open("silent")).isZero();
    partition.images("black", 50, Sighting.Kind.ANOMALOUS);
    assertThat(partition.alerts()).isEmpty();
    partition.images("black", 100, Sighting.Kind.NORMAL);
    assertThat(partition.alerts()).containsExactly("black anomalous closed");
    assertThat(partition.open("anomalous")).isZero();
  }

  /** As under at-least-once, where Kafka Streams repeats a record whose outputs timed out. */
  @Test
  void recordThatIsRepeatedIsCountedOnceAndItsAlertSent() {
    partition.images("black", THRESHOLD - 1, Sighting.Kind.ANOMALOUS);
    assertThatThrownBy(() -> partition.anomalyThatTimesOut("black"))
        .isInstanceOf(TimeoutException.class);

    partition.images("black", 1, Sighting.Kind.ANOMALOUS);

    assertThat(partition.alerts()).containsExactly("black anomalous opened");
    partition.pass(Duration.ZERO);
    assertThat(partition.rows()).extracting(SourceRow::images).containsExactly(0L + THRESHOLD);
  }

  @Test
  void readersSeeTheSourcesUntilThePartitionIsGone() {
    partition.images("good", 3, Sighting.Kind.NORMAL);
    long goodSeenAt = partition.now();
    partition.pass(Duration.ofSeconds(1));
    partition.images("black", 50, Sighting.Kind.NORMAL);
    partition.images("black", 60, Sighting.Kind.ANOMALOUS);
    partition.images("black", 2, Sighting.Kind.NORMAL);
    partition.images("black", 4, Sighting.Kind.REJECTED);
    partition.pass(Duration.ZERO);

    List<SourceRow> rows = partition.rows();
    assertThat(rows)
        .containsExactly(
            new SourceRow(
                "black", 0, 112, 60, 4, verdicts(38, 60, 2), partition.now(), List.of(ANOMALOUS)),
            new SourceRow("good", 0, 3, 0, 0, verdicts(3, 0, 0), goodSeenAt, List.of()));
    partition.close();
    assertThat(partition.rows()).isEmpty();
  }

  private static List<Boolean> verdicts(int normal, int anomalous, int normalAgain) {
    List<Boolean> verdicts = new ArrayList<>(Collections.nCopies(normal, false));
    verdicts.addAll(Collections.nCopies(anomalous, true));
    verdicts.addAll(Collections.nCopies(normalAgain, false));
    return verdicts;
  }

  @ParameterizedTest
  @EnumSource(Term.class)
  void alertNamesTheTermThatContributedMostOften(Term term) throws IOException {
    Term other = term == Term.ELBO ? Term.LOCAL : Term.ELBO;
    partition.anomalies(5, other);
    partition.anomalies(THRESHOLD - 5, term);

    byte[] alert = partition.sent().get(0).value();
    assertThat(Schemas.violations("alerts", alert)).isEmpty();
    JsonNode json = JSON.readTree(alert);
    assertThat(json.path("term").asText()).isEqualTo(term.wireName());
    assertThat(json.path("message").asText())
        .isEqualTo("12 of its last 12 images are anomalous: mostly, " + term.inWords());
  }

  @Test
  void alertFollowsTheRulesOfTheModelThatJudgesAndNamesIt() throws IOException {
    LoadedBundle next = new LoadedBundle(InkModel.bundle().bundle(), "e".repeat(64));
    partition.images("black", THRESHOLD - 1, Sighting.Kind.ANOMALOUS);
    partition.by(next, THRESHOLD + 1);
    partition.images("black", 1, Sighting.Kind.ANOMALOUS);
    assertThat(partition.sent()).isEmpty();

    partition.images("black", 1, Sighting.Kind.ANOMALOUS);

    JsonNode alert = JSON.readTree(partition.sent().get(0).value());
    assertThat(alert.path("window").path("threshold").asInt()).isEqualTo(THRESHOLD + 1);
    assertThat(alert.path("model").path("digest").asText()).isEqualTo(next.digest());
  }

  /** At half of the threshold, 6 of 100, anomalies are 16 images apart at least. */
  @ParameterizedTest
  @CsvSource({"15, images-0-0", "16, images-0-17"})
  void anomalyThatIsFarFromTheOthersDoesNotBeginTheTrouble(int between, String firstId)
      throws IOException {
    partition.images("black", 1, Sighting.Kind.ANOMALOUS);
    partition.images("black", between, Sighting.Kind.NORMAL);
    partition.images("black", THRESHOLD - 1, Sighting.Kind.ANOMALOUS);

    byte[] alert = partition.sent().get(0).value();
    assertThat(JSON.readTree(alert).path("firstId").asText()).isEqualTo(firstId);
  }

  @Test
  void troubleEndsWhereItsAlertClosesAndTheNextOneBeginsAnew() throws IOException {
    partition.anomalies(THRESHOLD, Term.ELBO);
    partition.images("black", 16, Sighting.Kind.NORMAL);
    partition.anomalies(1, Term.ELBO);
    partition.images("black", 100, Sighting.Kind.NORMAL);
    partition.anomalies(THRESHOLD, Term.LOCAL);

    var sent = partition.sent();
    assertThat(sent).hasSize(3);
    JsonNode closed = JSON.readTree(sent.get(1).value());
    assertThat(closed.path("state").asText()).isEqualTo("closed");
    assertThat(closed.path("firstId").asText()).isEqualTo("images-0-0");
    assertThat(closed.path("lastId").asText()).isEqualTo("images-0-28");
    JsonNode next = JSON.readTree(sent.get(2).value());
    assertThat(next.path("firstId").asText()).isEqualTo("images-0-129");
    assertThat(next.path("term").asText()).isEqualTo("local");
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "2000, 0"})
  void alertComesWithoutHeadersWhereTheyDoNotFit(int bytes, int headers) {
    partition.close();
    partition.start(PATIENCE, 2_000);
    for (int i = 0; i < THRESHOLD; i++) {
      Headers trace = new RecordHeaders().add("trace", new byte[bytes]);
      partition.record("black", partition.now(), Sighting.Kind.ANOMALOUS, Optional.empty(), trace);
    }

    assertThat(partition.sent().get(0).headers().toArray()).hasSize(headers);
  }

  @Test
  void fullTableForgetsAnEstablishedSourceAfterAWeekAndClosesItsAlerts() {
    partition.images("established", 10, Sighting.Kind.NORMAL);
    partition.images("passing", 9, Sighting.Kind.NORMAL);
    partition.pass(Duration.ofSeconds(61));
    assertThat(partition.alerts()).containsExactly("established silent opened");
    assertThat(partition.gauge("surprisal.sources")).isEqualTo(1);

    partition.images("other", 10, Sighting.Kind.NORMAL);
    partition.pass(Duration.ofDays(7).minusSeconds(62));
    assertThat(partition.gauge("surprisal.sources")).isEqualTo(2);
    assertThat(partition.alerts()).containsExactly("other silent opened");
    partition.pass(Duration.ofSeconds(1));

    assertThat(partition.alerts()).containsExactly("established silent closed");
    assertThat(partition.gauge("surprisal.sources")).isEqualTo(1);
    assertThat(partition.open("silent")).isEqualTo(1);
  }

  @Test
  void tableWithRoomForgetsNobody() {
    partition.images("only", 1, Sighting.Kind.NORMAL);

    partition.pass(Duration.ofDays(30));

    assertThat(partition.gauge("surprisal.sources")).isEqualTo(1);
  }

  @Test
  void logTellsOnceThatTheTableIsFull() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      partition.images("first", 10, Sighting.Kind.NORMAL);
      partition.images("second", 10, Sighting.Kind.NORMAL);
      partition.pass(Duration.ofSeconds(6));
      assertThat(log.toString(UTF_8)).isEmpty();

      for (int i = 0; i < 3; i++) {
        partition.images("third", 5, Sighting.Kind.NORMAL);
        partition.pass(Duration.ofSeconds(6));
      }
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("more sources than --max-sources 2");
    assertThat(partition.unfollowed()).isEqualTo(15);
  }
}
