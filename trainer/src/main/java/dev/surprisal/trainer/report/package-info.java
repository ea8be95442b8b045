/** The report of a training run: one HTML file that needs no other file and no network. */
package dev.surprisal.trainer.report;
