package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;

/** One layer of an encoder or a decoder, as a person would write it down. */
public sealed interface LayerSpec {
  /** One constant for each of the permitted records, to switch on. */
  enum Kind {
    DENSE,
    CONVOLUTION,
    TRANSPOSED_CONVOLUTION
  }

  Kind kind();

  Activation activation();

  /**
   * Every input to every output.
   *
   * @param outputs at least 1
   * @param batchNorm whether the sums are normalised over the batch before the activation; folded
   *     into the weights when the network is exported
   * @param dropout share of the normalised outputs that each training step leaves out, below 1; 0
   *     without normalisation
   */
  record Dense(int outputs, Activation activation, boolean batchNorm, double dropout)
      implements LayerSpec {
    public Dense {
      expectPositive("dense layer: outputs", outputs);
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "dense layer: expected a dropout of at least 0, below 1, got " + dropout);
      }
      if (dropout > 0 && !batchNorm) {
        throw new IllegalArgumentException(
            "dense layer: expected no dropout without batch normalisation, got " + dropout);
      }
    }

    public Dense(int outputs, Activation activation) {
      this(outputs, activation, false, 0);
    }

    @Override
    public Kind kind() {
      return Kind.DENSE;
    }
  }

  /**
   * Patches of an image to filters; the image shrinks by the stride.
   *
   * @param kernel side of a patch, at least {@code stride}
   */
  record Convolution(int filters, int kernel, int stride, Activation activation)
      implements LayerSpec {
    public Convolution {
      expectPositive("convolution: filters", filters);
    }

    @Override
    public Kind kind() {
      return Kind.CONVOLUTION;
    }
  }

  /**
   * Filters to patches of an image; the image grows by the stride.
   *
   * @param channels of the larger image
   * @param kernel side of a patch, at least {@code stride}
   */
  record TransposedConvolution(int channels, int kernel, int stride, Activation activation)
      implements LayerSpec {
    public TransposedConvolution {
      expectPositive("transposed convolution: channels", channels);
    }

    @Override
    public Kind kind() {
      return Kind.TRANSPOSED_CONVOLUTION;
    }
  }

  private static void expectPositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: expected at least 1, got %d".formatted(what, value));
    }
  }
}
