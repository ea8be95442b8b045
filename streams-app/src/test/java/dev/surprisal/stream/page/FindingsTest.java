package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.page.Findings.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {
  /** The topic's id. */
  private static final Optional<String> UNKNOWN = Optional.empty();

  private final Findings findings = new Findings();

  @Test
  void newestOfAFloodAreTakenInTheirOrderSomeAtATime() {
    for (int i = 0; i < 10_000; i++) {
      findings.anomaly(
          new Findings.Anomaly("images-0-" + i, UNKNOWN, Optional.empty(), 17),
          ("{\"number\":" + i + "}").getBytes(UTF_8));
    }

    List<Finding> taken = findings.take();

    assertThat(taken).hasSize(12);
    assertThat(taken.get(0).json().get()).isEqualTo("{\"number\":9952}");
    assertThat(taken.get(11).json().get()).isEqualTo("{\"number\":9963}");
    assertThat(findings.take()).hasSize(12);
    assertThat(findings.take()).hasSize(12);
    assertThat(findings.take())
        .hasSize(12)
        .last()
        .extracting(Finding::key)
        .isEqualTo("images-0-9999");
    assertThat(findings.take()).isEmpty();
  }

  @Test
  void sourceThatSendsNothingElseDoesNotDisplaceTheOthers() {
    findings.anomaly(
        new Findings.Anomaly("images-0-1", UNKNOWN, Optional.of("good"), 17), new byte[0]);
    for (int i = 2; i < 100; i++) {
      findings.anomaly(
          new Findings.Anomaly("images-0-" + i, UNKNOWN, Optional.of("dead"), 17), new byte[0]);
    }

    assertThat(findings.take()).first().extracting(Finding::key).isEqualTo("images-0-1");
  }

  @Test
  void whatWasTakenIsNotCountedWithWhatWaits() {
    for (int i = 0; i < 48; i++) {
      findings.rejected(rejection("images-0-" + i, Optional.of("taken")));
    }
    for (int i = 0; i < 4; i++) {
      assertThat(findings.take()).hasSize(12);
    }
    for (int i = 100; i < 200; i++) {
      findings.rejected(rejection("images-0-" + i, Optional.of(i % 2 == 0 ? "even" : "odd")));
    }

    assertThat(findings.take()).first().extracting(Finding::key).isEqualTo("images-0-152");
  }

  @Test
  void anomaliesDoNotDisplaceRejectedRecords() {
    findings.rejected(rejection("images-0-1", Optional.of("camera")));
    for (int i = 2; i < 100; i++) {
      findings.anomaly(
          new Findings.Anomaly("images-0-" + i, UNKNOWN, Optional.empty(), 17), new byte[0]);
    }

    assertThat(findings.take())
        .filteredOn(finding -> finding.type() == LiveNews.EventType.REJECTED)
        .extracting(Finding::key)
        .containsExactly("images-0-1");
  }

  /** An aborted transaction's records are judged once more. */
  @Test
  void recordThatIsJudgedAgainIsTakenOnce() {
    findings.anomaly(
        new Findings.Anomaly("images-0-7", UNKNOWN, Optional.empty(), 17), new byte[0]);
    findings.anomaly(
        new Findings.Anomaly("images-0-7", UNKNOWN, Optional.empty(), 17), new byte[0]);
    assertThat(findings.take()).hasSize(1);
    for (int i = 100; i < 1_000; i++) {
      findings.anomaly(
          new Findings.Anomaly("images-0-" + i, UNKNOWN, Optional.empty(), 17), new byte[0]);
      findings.take();
    }
    findings.anomaly(
        new Findings.Anomaly("images-0-7", UNKNOWN, Optional.empty(), 17), new byte[0]);

    assertThat(findings.take()).isEmpty();
  }

  @Test
  void recordsOfATopicThatWasMadeAgainAreNotTakenForThoseBefore() {
    for (Optional<String> topic : List.of(Optional.of("first"), Optional.of("second"))) {
      findings.anomaly(
          new Findings.Anomaly("images-0-7", topic, Optional.empty(), 17), new byte[0]);
      findings.rejected(
          new Findings.Rejection("images-0-8", topic, Optional.empty(), 99, "empty", "no bytes"));
    }

    assertThat(findings.take())
        .extracting(Finding::key)
        .containsExactly(
            "first/images-0-7", "second/images-0-7", "first/images-0-8", "second/images-0-8");
  }

  @Test
  void rejectedRecordSaysWhichTopicItWasOn() {
    findings.rejected(
        new Findings.Rejection(
            "images-0-8", Optional.of("Zw"), Optional.empty(), 99, "empty", "no bytes"));

    assertThat(findings.take().get(0).json().get())
        .startsWith("{\"id\":\"images-0-8\",\"topicId\":\"Zw\",\"source\":null,");
  }

  @Test
  void anomalyThatWasTakenCanBeLookedUpForALabel() {
    Findings.Anomaly anomaly =
        new Findings.Anomaly("images-0-7", Optional.of("first"), Optional.of("camera"), 17);
    findings.anomaly(anomaly, new byte[0]);
    findings.rejected(rejection("images-0-8", Optional.of("camera")));

    assertThat(findings.find("first/images-0-7")).isEmpty();
    findings.take();

    assertThat(findings.find("first/images-0-7")).contains(anomaly);
    assertThat(findings.find("images-0-7")).isEmpty();
    assertThat(findings.find("images-0-8")).isEmpty();
  }

  @Test
  void rejectedRecordIsToldAsOneLineOfJson() {
    findings.rejected(rejection("images-1-5", Optional.of("line\n\"one\"")));
    findings.rejected(rejection("images-1-6", Optional.empty()));

    assertThat(findings.take())
        .extracting(finding -> finding.json().get())
        .containsExactly(
            "{\"id\":\"images-1-5\",\"source\":\"line\\n\\\"one\\\"\",\"timestamp\":99,\"reason\":\"empty\",\"detail\":\"no bytes\"}",
            "{\"id\":\"images-1-6\",\"source\":null,\"timestamp\":99,\"reason\":\"empty\",\"detail\":\"no bytes\"}");
  }

  private static Findings.Rejection rejection(String id, Optional<String> source) {
    return new Findings.Rejection(id, UNKNOWN, source, 99, "empty", "no bytes");
  }
}
