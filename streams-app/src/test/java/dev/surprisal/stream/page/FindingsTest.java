package dev.surprisal.stream.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.page.Findings.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private final Findings findings = new Findings();

  @Test
  void newestOfAFloodAreTakenInTheirOrderSomeAtATime() {
    for (int i = 0; i < 10_000; i++) {
      findings.anomaly(
          "images-0-" + i, Optional.empty(), ("{\"number\":" + i + "}").getBytes(UTF_8));
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
        .extracting(Finding::id)
        .isEqualTo("images-0-9999");
    assertThat(findings.take()).isEmpty();
  }

  @Test
  void sourceThatSendsNothingElseDoesNotDisplaceTheOthers() {
    findings.anomaly("images-0-1", Optional.of("good"), new byte[0]);
    for (int i = 2; i < 100; i++) {
      findings.anomaly("images-0-" + i, Optional.of("dead"), new byte[0]);
    }

    assertThat(findings.take()).first().extracting(Finding::id).isEqualTo("images-0-1");
  }

  @Test
  void anomaliesDoNotDisplaceRejectedRecords() {
    findings.rejected(rejection("images-0-1", Optional.of("camera")));
    for (int i = 2; i < 100; i++) {
      findings.anomaly("images-0-" + i, Optional.empty(), new byte[0]);
    }

    assertThat(findings.take())
        .filteredOn(finding -> finding.type() == LiveNews.EventType.REJECTED)
        .extracting(Finding::id)
        .containsExactly("images-0-1");
  }

  /** An aborted transaction's records are judged once more. */
  @Test
  void recordThatIsJudgedAgainIsTakenOnce() {
    findings.anomaly("images-0-7", Optional.empty(), new byte[0]);
    findings.anomaly("images-0-7", Optional.empty(), new byte[0]);
    assertThat(findings.take()).hasSize(1);
    for (int i = 100; i < 1_000; i++) {
      findings.anomaly("images-0-" + i, Optional.empty(), new byte[0]);
      findings.take();
    }
    findings.anomaly("images-0-7", Optional.empty(), new byte[0]);

    assertThat(findings.take()).isEmpty();
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
    return new Findings.Rejection(id, source, 99, "empty", "no bytes");
  }
}
