/**
 * How good a model is: its bound on clean images, and how well its scores separate strange ones.
 */
package dev.surprisal.trainer.evaluate;
