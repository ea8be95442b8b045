package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;

/** One layer of an encoder or a decoder, as a person would write it down. */
public sealed interface LayerSpec {
  /**
   * Every input to every output.
   *
   * @param outputs at least 1
   */
  record Dense(int outputs, Activation activation) implements LayerSpec {
    public Dense {
      if (outputs < 1) {
        throw new IllegalArgumentException(
            "dense layer: expected at least 1 output, got " + outputs);
      }
    }
  }
}
