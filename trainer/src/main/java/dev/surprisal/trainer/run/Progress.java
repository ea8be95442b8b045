package dev.surprisal.trainer.run;

import dev.surprisal.trainer.fit.EpochReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Tells how a run goes: a bar that moves on a terminal, one plain line an epoch elsewhere. */
public final class Progress {
  private static final int CELLS = 24;
  private static final double REFRESH_SECONDS = 0.2;

  private final PrintWriter out;
  private final boolean terminal;
  private final int epochs;
  private double drawnAt;

  public Progress(PrintWriter out, boolean terminal, int epochs) {
    this.out = out;
    this.terminal = terminal;
    this.epochs = epochs;
  }

  void step(EpochReport soFar, int imagesPerEpoch) {
    if (soFar.seconds() < drawnAt) {
      drawnAt = 0;
    }
    if (!terminal || soFar.seconds() - drawnAt < REFRESH_SECONDS) {
      return;
    }
    drawnAt = soFar.seconds();
    int filled = (int) ((long) CELLS * soFar.images() / imagesPerEpoch);
    double left = epochs - soFar.epoch() + 1 - (double) soFar.images() / imagesPerEpoch;
    String bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
    out.print("\r\033[K" + bar + " " + figures(soFar, left * imagesPerEpoch));
    out.flush();
  }

  /**
   * @param heldOutNats −ELBO on the calibration images
   * @param best whether no epoch before was better
   */
  void epoch(EpochReport report, double heldOutNats, boolean best) {
    double imagesLeft = (double) (epochs - report.epoch()) * report.images();
    out.println(
        "%s%s, held out %.2f%s"
            .formatted(
                terminal ? "\r\033[K" : "",
                figures(report, imagesLeft),
                heldOutNats,
                best ? "" : " (an earlier epoch was better)"));
    out.flush();
  }

  private String figures(EpochReport report, double imagesLeft) {
    Duration left = Duration.ofSeconds(Math.round(imagesLeft / report.imagesPerSecond()));
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  −ELBO %.2f = reconstruction %.2f + KL %.2f nats, %.0f images/s, %d:%02d left",
        report.epoch(),
        epochs,
        report.elboNats(),
        report.reconstructionNats(),
        report.klNats(),
        report.imagesPerSecond(),
        left.toMinutes(),
        left.toSecondsPart());
  }

  /** Something that the user should know although the run goes on. */
  void warn(String line) {
    out.println((terminal ? "\r\033[K" : "") + "warning: " + line);
    out.flush();
  }
}
