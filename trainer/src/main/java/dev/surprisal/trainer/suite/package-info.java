/**
 * The suites of sensor faults, corruptions, other data and harmless changes, and the report card
 * that says what a bundle finds of each.
 */
package dev.surprisal.trainer.suite;
