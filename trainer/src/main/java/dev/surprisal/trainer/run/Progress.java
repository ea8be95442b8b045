package dev.surprisal.trainer.run;

import dev.surprisal.trainer.fit.EpochReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tells how a run goes: on a terminal a bar for what is being done, elsewhere nothing until it is
 * done; then one line. Not safe for use by several threads.
 */
public final class Progress {
  private static final int CELLS = 24;
  private static final long REFRESH_NANOS = 200_000_000;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private DoubleSupplier secondsLeftBeside = () -> 0;
  private boolean barDrawn;
  private long drawnAt;

  /**
   * @param terminal whether {@code out} is one, so that a line can be drawn over
   */
  public Progress(PrintWriter out, boolean terminal) {
    this(out, terminal, System::nanoTime);
  }

  Progress(PrintWriter out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes concurrent work, which the run waits for in the end, into account in the time left.
   *
   * @param secondsLeft asked at each redraw
   */
  void beside(DoubleSupplier secondsLeft) {
    secondsLeftBeside = secondsLeft;
  }

  /**
   * Redraws the bar of an epoch, a few times a second at most.
   *
   * @param soFar means over the epoch up to here
   * @param imagesPerEpoch that {@code soFar.images()} will reach
   * @param epochs of the run
   */
  void step(EpochReport soFar, int imagesPerEpoch, int epochs) {
    if (!due()) {
      return;
    }
    double share = (double) soFar.images() / imagesPerEpoch;
    double imagesLeft = (epochs - soFar.epoch() + 1 - share) * imagesPerEpoch;
    draw(share, figures(soFar, epochs) + left(soFar, imagesLeft));
  }

  /**
   * Ends an epoch's bar with its line.
   *
   * @param heldOutNats the objective on the images to choose by, in nats an image
   * @param best whether no earlier epoch was better
   */
  void epoch(EpochReport report, int epochs, double heldOutNats, boolean best) {
    double imagesLeft = (double) (epochs - report.epoch()) * report.images();
    line(
        String.format(
            Locale.ROOT,
            "%s%s, held out %.2f%s",
            figures(report, epochs),
            left(report, imagesLeft),
            heldOutNats,
            best ? "" : " (an earlier epoch was better)"));
  }

  /**
   * Redraws the bar of other work, a few times a second at most.
   *
   * @param share that is done, from 0 to 1
   * @param secondsLeft 0 or NaN where that is not known
   */
  public void stage(String name, double share, double secondsLeft) {
    if (due()) {
      draw(share, name + left(secondsLeft));
    }
  }

  /** Ends the bar of other work with its line. */
  public void done(String line) {
    line(line);
  }

  /** Prints a warning; the run continues. */
  public void warn(String line) {
    line("warning: " + line);
  }

  /** Prints a line of its own, in place of a bar if there is one. */
  public void line(String line) {
    out.println((barDrawn ? CLEAR_LINE : "") + line);
    out.flush();
    barDrawn = false;
  }

  /** Removes the bar, if there is one, so that other output begins on a line of its own. */
  public void clear() {
    if (barDrawn) {
      out.print(CLEAR_LINE);
      out.flush();
      barDrawn = false;
    }
  }

  private boolean due() {
    return terminal && (!barDrawn || nanoTime.getAsLong() - drawnAt >= REFRESH_NANOS);
  }

  private void draw(double share, String text) {
    drawnAt = nanoTime.getAsLong();
    barDrawn = true;
    int filled = (int) (CELLS * Math.max(0, Math.min(1, share)));
    String bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
    out.print(CLEAR_LINE + bar + " " + text);
    out.flush();
  }

  private static String figures(EpochReport report, int epochs) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  −ELBO %.2f = reconstruction %.2f + KL %.2f nats, %.0f images/s",
        report.epoch(),
        epochs,
        report.elboNats(),
        report.reconstructionNats(),
        report.klNats(),
        report.imagesPerSecond());
  }

  private String left(EpochReport report, double imagesLeft) {
    return left(Math.max(imagesLeft / report.imagesPerSecond(), secondsLeftBeside.getAsDouble()));
  }

  /** Nothing for less than a second, which would read as 0:00. */
  private static String left(double seconds) {
    long rounded = Math.round(seconds);
    return rounded < 1 ? "" : ", %d:%02d left".formatted(rounded / 60, rounded % 60);
  }
}
