/** Fits, calibrates and evaluates variational autoencoders; the offline commands. */
package dev.surprisal.trainer;
