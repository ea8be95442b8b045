/**
 * Fits what the score {@code surprise} needs beside the model of clean images: the background VAE,
 * the discriminator, the density of clean statistics, the principal components behind the local
 * residuals, and the weights of the terms.
 */
package dev.surprisal.trainer.surprise;
