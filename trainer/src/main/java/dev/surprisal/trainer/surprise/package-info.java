/**
 * Fits what the score {@code surprise} needs beside the model of clean images: the background VAE,
 * the discriminator, the density of clean statistics, and the weights of the four terms.
 */
package dev.surprisal.trainer.surprise;
