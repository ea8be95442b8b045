package dev.surprisal.trainer.run;

import dev.surprisal.trainer.evaluate.SampledElbo;
import dev.surprisal.trainer.fit.EpochReport;
import dev.surprisal.trainer.report.RunReport;

/**
 * One epoch of a run.
 *
 * @param fit on the images that were fitted
 * @param heldOut on images that were not
 * @param boundNats what the run makes smaller, on images that were not fitted; the best epoch has
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
