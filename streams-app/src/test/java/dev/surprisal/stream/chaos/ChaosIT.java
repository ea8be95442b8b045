package dev.surprisal.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import java.nio.file.Path;
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
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void noImageIsLostOrDoubledWhileInstancesAndBrokerAreKilled() throws InterruptedException {
    Plan plan =
        new Plan(
            40_000,
            List.of(Event.values()),
            Guarantee.EXACTLY_ONCE,
            GroupProtocol.CLASSIC,
            Optional.empty(),
            false,
            1);

    try (Campaign campaign = new Campaign(plan, folder, line -> {})) {
      Outcomes outcomes = campaign.run();

      assertThat(outcomes)
          .isEqualTo(
              new Outcomes(
                  40_000, 0, 0, 0, new AlertAudit.Result(outcomes.alerts().expected(), 0, 0, 0)));
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
            Optional.empty(),
            true,
            1);

    try (Campaign campaign = new Campaign(plan, folder, line -> {})) {
      assertThat(campaign.run().missing()).isPositive();
    }
  }
}
