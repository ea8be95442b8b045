/**
 * What makes the score {@code surprise}: images made strange from clean ones, the background VAE
 * and the discriminator that learn from them, the density of clean statistics, and the suites that
 * measure the result.
 */
package dev.surprisal.trainer.detection;
