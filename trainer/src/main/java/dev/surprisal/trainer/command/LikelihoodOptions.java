package dev.surprisal.trainer.command;

import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.recipe.PixelModel;
import dev.surprisal.vae.Likelihood.Gaussian;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code train} for the likelihood of a pixel given the decoder's output. */
final class LikelihoodOptions {
  private enum Family {
    BERNOULLI,
    GAUSSIAN
  }

  @Option(
      names = "--likelihood",
      defaultValue = "bernoulli",
      paramLabel = "KIND",
      description =
          "The likelihood of a pixel: bernoulli, or gaussian with the same mean; default:"
              + " ${DEFAULT-VALUE}.")
  private Family family;

  @Option(
      names = "--gaussian-variance",
      converter = Variance.class,
      paramLabel = "VARIANCE",
      description =
          "The Gaussian's, one for all pixels: a number from 0.0001 to 1, or learned; default:"
              + " learned.")
  private Optional<PixelModel> gaussian;

  /**
   * @param binarize how the preset's images are binarised
   * @throws IllegalArgumentException if the options and the binarisation exclude each other
   */
  PixelModel pixels(Binarize binarize) {
    return switch (family) {
      case BERNOULLI -> bernoulli();
      case GAUSSIAN -> gaussian(binarize);
    };
  }

  private PixelModel bernoulli() {
    if (gaussian.isPresent()) {
      throw new IllegalArgumentException(
          "--gaussian-variance: expected --likelihood gaussian beside it, got bernoulli");
    }
    return PixelModel.BERNOULLI;
  }

  private PixelModel gaussian(Binarize binarize) {
    if (binarize != Binarize.NONE) {
      throw new IllegalArgumentException(
          "--likelihood gaussian: expected grey pixels, --binarize none, got " + binarize);
    }
    return gaussian.orElse(PixelModel.LEARNED_GAUSSIAN);
  }

  /** The Gaussian of a variance. */
  private static final class Variance implements ITypeConverter<PixelModel> {
    @Override
    public PixelModel convert(String text) {
      if (text.equals(PixelModel.LEARNED)) {
        return PixelModel.LEARNED_GAUSSIAN;
      }
      try {
        return new PixelModel(new Gaussian(Double.parseDouble(text)), false);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected %s or a number from %s to %s, got '%s'"
                .formatted(PixelModel.LEARNED, Gaussian.MIN_VARIANCE, Gaussian.MAX_VARIANCE, text));
      }
    }
  }
}
