package dev.surprisal.trainer.run;

import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.report.RunReport;

/**
 * One epoch of a run.
 *
 * @param fit means over the images that were fitted
 * @param heldOut means over the images to choose by
 * @param boundNats the objective on the images to choose by, in nats an image; the best epoch has
 *     the lowest
 */
record EpochRecord(EpochReport fit, SampledElbo heldOut, double boundNats) {
  RunReport.Epoch forReport() {
    return new RunReport.Epoch(
        fit.reconstructionNats(),
        fit.klNats(),
        heldOut.reconstructionNats(),
        heldOut.klNats(),
        fit.seconds());
  }
}
