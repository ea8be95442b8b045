package dev.surprisal.trainer;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code train} that say what the decoder says of a pixel. */
final class LikelihoodOptions {
  private enum Kind {
    BERNOULLI,
    GAUSSIAN
  }

  @Option(
      names = "--likelihood",
      defaultValue = "bernoulli",
      paramLabel = "KIND",
      description =
          "What the decoder says of a pixel: bernoulli, or gaussian about the same mean; default:"
              + " ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--gaussian-variance",
      converter = GaussianVariance.Converter.class,
      paramLabel = "VARIANCE",
      description =
          "The Gaussian's, one for all pixels: a number from 0.0001 to 1, or learned; default:"
              + " learned.")
  private Optional<GaussianVariance> variance;

  /**
   * @param preset that it is for
   * @param binarize how that will be shown its images
   * @throws IllegalArgumentException if the three do not go together
   */
  PixelModel pixels(Preset preset, Binarize binarize) {
    return switch (kind) {
      case BERNOULLI -> bernoulli();
      case GAUSSIAN -> gaussian(preset, binarize);
    };
  }

  private PixelModel bernoulli() {
    if (variance.isPresent()) {
      throw new IllegalArgumentException(
          "--gaussian-variance: expected --likelihood gaussian beside it, got bernoulli");
    }
    return new PixelModel.Bernoulli();
  }

  private PixelModel gaussian(Preset preset, Binarize binarize) {
    if (binarize != Binarize.NONE) {
      throw new IllegalArgumentException(
          "--likelihood gaussian: expected grey pixels, --binarize none, got " + binarize);
    }
    if (preset.surprise(1, 1).isPresent()) {
      throw new IllegalArgumentException(
          "--likelihood gaussian: expected a preset without the score surprise, which weighs Bernoulli likelihoods, got "
              + preset);
    }
    return new PixelModel.Gaussian(variance.orElse(GaussianVariance.LEARNED));
  }
}
