package dev.surprisal.trainer;

import dev.surprisal.vae.Likelihood.Gaussian;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The variance of a Gaussian likelihood.
 *
 * @param first as the training begins
 * @param learned whether the training changes it
 */
record GaussianVariance(double first, boolean learned) {
  private static final String WORD = "learned";

  /** About that of a digit's pixels round their means before anything is learned. */
  static final GaussianVariance LEARNED = new GaussianVariance(0.05, true);

  /** As on the command line. */
  @Override
  public String toString() {
    return learned ? WORD : Double.toString(first);
  }

  /** From the command line. */
  static final class Converter implements ITypeConverter<GaussianVariance> {
    @Override
    public GaussianVariance convert(String text) {
      if (text.equals(WORD)) {
        return LEARNED;
      }
      try {
        return new GaussianVariance(new Gaussian(Double.parseDouble(text)).variance(), false);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected %s or a number from %s to %s, got '%s'"
                .formatted(WORD, Gaussian.MIN_VARIANCE, Gaussian.MAX_VARIANCE, text));
      }
    }
  }
}
