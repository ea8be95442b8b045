package dev.surprisal.stream.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.score.AlarmPromise;
import dev.surprisal.score.Score;
import dev.surprisal.stream.chaos.AlertAudit.Place;
import dev.surprisal.stream.chaos.AlertAudit.Result;
import dev.surprisal.stream.source.AlertRules;
import dev.surprisal.stream.source.AlertSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A camera goes black at offset 0 of its partition and is in order from 50 on. 19 of the last 100
 * images open an alert; 9 close it, when 150 have come.
 */
class AlertAuditTest {
  private static final AlertSettings SETTINGS =
      new AlertSettings("alerts", 0.01, 1, Duration.ZERO, 1_000, 500);

  private static final String OPENED = alert("opened", 18, 19, 19);
  private static final String CLOSED = alert("closed", 49, 141, 50);

  private static final AlertRules RULES =
      AlertRules.of(new AlarmPromise(0.01, 99), SETTINGS, "d".repeat(64), Score.ELBO);

  private final AlertAudit audit = new AlertAudit();

  @BeforeEach
  void judge() {
    // In any order: the partition's is what counts.
    for (int offset = 199; offset >= 0; offset--) {
      boolean black = offset < 50;
      audit.judged(new Place("images", 3, offset, "a"), RULES, black ? 0.01 : 0.5, black);
    }
  }

  @Test
  void alertsThatFollowAreRight() throws IOException {
    arrive(OPENED, CLOSED);

    assertThat(audit.compare()).isEqualTo(new Result(2, 0, 0, 0));
  }

  @Test
  void oneThatIsNotThereIsMissing() throws IOException {
    arrive(OPENED);

    assertThat(audit.compare()).isEqualTo(new Result(2, 1, 0, 0));
  }

  @Test
  void oneThatIsThereTwiceIsDoubled() throws IOException {
    arrive(OPENED, OPENED, CLOSED);

    assertThat(audit.compare()).isEqualTo(new Result(2, 0, 1, 0));
  }

  @Test
  void othersAreWrong() throws IOException {
    arrive(OPENED, CLOSED, alert("opened", 18, 20, 19), OPENED.replace("\"a\"", "\"b\""));

    assertThat(audit.compare()).isEqualTo(new Result(2, 0, 0, 2));
  }

  @Test
  void orderCounts() throws IOException {
    arrive(CLOSED, OPENED);

    assertThat(audit.compare()).isEqualTo(new Result(2, 0, 0, 1));
  }

  private void arrive(String... alerts) throws IOException {
    for (String alert : alerts) {
      audit.arrived(new ObjectMapper().readTree(alert.getBytes(UTF_8)));
    }
  }

  private static String alert(String state, int last, int images, int anomalies) {
    return """
        {"source": "a", "kind": "anomalous", "state": "%s", "firstId": "images-3-0", "lastId": "images-3-%d",
         "images": %d, "anomalies": %d, "rejected": 0}"""
        .formatted(state, last, images, anomalies);
  }
}
