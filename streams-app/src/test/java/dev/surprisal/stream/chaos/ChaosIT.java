package dev.surprisal.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The small form of {@code benchmarks/chaos}. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ChaosIT {
  private static final Path TOP = Path.of("..");
  private static final int SWAPS = 6;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  /** The model changes meanwhile: each image is judged by the one that the barriers name. */
  @Test
  void noImageIsLostDoubledOrMisjudgedWhileInstancesAndBrokerAreKilled()
      throws InterruptedException {
    Plan plan =
        new Plan(
            40_000,
            List.of(Event.values()),
            Guarantee.EXACTLY_ONCE,
            GroupProtocol.CLASSIC,
            SWAPS,
            List.of(),
            Optional.empty(),
            1);

    try (Campaign campaign = new Campaign(plan, TOP, folder, ChaosIT::say)) {
      Outcomes outcomes = campaign.run();

      assertThat(outcomes)
          .as("%s", new ChildLogs(folder))
          .isEqualTo(
              new Outcomes(
                  40_000,
                  0,
                  0,
                  0,
                  0,
                  SWAPS,
                  new AlertAudit.Result(outcomes.alerts().expected(), 0, 0, 0)));
      assertThat(outcomes.alerts().expected()).isGreaterThan(100);
    }
  }

  @Test
  void mistakeThatWasPlantedIsFound() throws InterruptedException {
    Plan plan =
        new Plan(
            20_000,
            List.of(Event.KILL, Event.KILL),
            Guarantee.EXACTLY_ONCE,
            GroupProtocol.CLASSIC,
            0,
            List.of(),
            Optional.of(Mutant.BUFFER),
            1);

    try (Campaign campaign = new Campaign(plan, TOP, folder, ChaosIT::say)) {
      assertThat(campaign.run().missing()).isPositive();
    }
  }

  /** When it happened is what explains a failure. */
  private static void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }
}
