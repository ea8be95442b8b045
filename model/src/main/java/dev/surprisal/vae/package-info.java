/** A variational autoencoder's weights and its forward pass on the CPU's BLAS. */
package dev.surprisal.vae;
