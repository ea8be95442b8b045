/**
 * The trainable form of a variational autoencoder: a DeepLearning4J {@code ComputationGraph} with
 * layers of our own where the stock ones compute things twice. All activations are row-major,
 * {@code [batch, features]}.
 */
package dev.surprisal.trainer.network;
