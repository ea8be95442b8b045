/**
 * One training run, from a data set to a bundle and its report: epochs, checkpoints, the quality
 * bar and provenance.
 */
package dev.surprisal.trainer.run;
