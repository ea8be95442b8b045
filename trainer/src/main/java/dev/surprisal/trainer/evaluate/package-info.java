/** How good a model is: its bound on clean images, and how well its scores tell strange ones. */
package dev.surprisal.trainer.evaluate;
