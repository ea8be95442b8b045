package dev.surprisal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.trainer.fit.EpochReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String CLEAR = "\r\033[K";

  private final StringWriter text = new StringWriter();
  private long now;

  private Progress terminal() {
    return new Progress(new PrintWriter(text), true, () -> now += 1_000_000_000);
  }

  /** 100 images a second of 1,000 an epoch. */
  private static EpochReport shown(int epoch, int images) {
    return new EpochReport(epoch, 90, 10, images / 100.0, images);
  }

  @Test
  void barEndsWithItsLine() {
    Progress progress = terminal();

    progress.step(shown(1, 500), 1000, 2);
    progress.epoch(shown(1, 1000), 2, 99.5, true);

    assertThat(text.toString())
        .isEqualTo(
            CLEAR
                + "████████████░░░░░░░░░░░░ epoch 1/2  −ELBO 100.00 = reconstruction 90.00 + KL 10.00"
                + " nats, 100 images/s, 0:15 left"
                + CLEAR
                + "epoch 1/2  −ELBO 100.00 = reconstruction 90.00 + KL 10.00 nats, 100 images/s,"
                + " 0:10 left, held out 99.50\n");
  }

  @Test
  void neverStandsAtZero() {
    Progress progress = terminal();

    progress.step(shown(2, 990), 1000, 2);
    progress.epoch(shown(2, 1000), 2, 99.5, false);
    progress.stage("report card", 0.999, 0.3);
    progress.stage("background model", 0, Double.NaN);

    assertThat(text.toString()).doesNotContain("0:00", "left", "NaN");
  }

  @Test
  void workBesideCountsWhereItTakesLonger() {
    Progress progress = terminal();
    progress.beside(() -> 75);

    progress.epoch(shown(2, 1000), 2, 99.5, true);

    assertThat(text.toString()).contains("1:15 left");
  }

  @Test
  void whatIsSaidBesideABarHasALineOfItsOwn() {
    Progress progress = terminal();

    progress.step(shown(1, 500), 1000, 2);
    progress.line("stopped in the first epoch");
    progress.stage("report card", 0.5, 0);
    progress.clear();

    assertThat(text.toString())
        .contains("left" + CLEAR + "stopped in the first epoch\n" + CLEAR + "████████████░")
        .endsWith("report card" + CLEAR);
  }

  @Test
  void elsewhereThanOnATerminalThereIsNoBar() {
    Progress progress = new Progress(new PrintWriter(text), false, () -> now += 1_000_000_000);

    progress.step(shown(1, 500), 1000, 2);
    progress.stage("report card", 0.5, 3);
    progress.warn("something");

    assertThat(text.toString()).isEqualTo("warning: something\n");
  }
}
