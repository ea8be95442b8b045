/** The scorer beside what else computes a VAE's ELBO from Java, one thread each. */
package dev.surprisal.benchmarks.scorer;
