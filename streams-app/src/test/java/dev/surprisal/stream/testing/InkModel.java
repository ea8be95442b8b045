package dev.surprisal.stream.testing;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Provenance;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model whose scores can be computed by hand: all weights are 0 and the decoder's bias is −2, so
 * that KL = 0 and, with ink Σx, reconstruction = 784 ln(1 + e⁻²) + 2 Σx = 99.511 + 2 Σx. A black
 * image is the most normal, a white one (1667.5) the strangest.
 */
public final class InkModel {
  public static final ImageShape SHAPE = new ImageShape(28, 28);

  /** 784 ln(1 + e⁻²), computed elsewhere. */
  public static final double BLACK_NATS = 784 * 0.12692801104297263;

  private static final int LATENT = 2;
  private static final float BIAS = -2;
  private static final int NUMBER_BITS = 24;
  private static final int STRANGE_EVERY = 50;

  private InkModel() {}

  /** Calibrated by 101, 102, …, 199, so a score of s gets (1 + #{≥ s}) / 100. */
  public static LoadedBundle bundle() {
    return ofSize(SHAPE);
  }

  /** The same for images of another size, of which each is a normal one. */
  public static LoadedBundle ofSize(ImageShape shape) {
    return loaded(shape, new float[shape.pixels() * 2 * LATENT], BIAS, 101);
  }

  /**
   * Another model, whose decoder's bias is −1: reconstruction = 784 ln(1 + e⁻¹) + Σx = 245.597 +
   * Σx. Calibrated by 246, 247, …, 344.
   */
  public static LoadedBundle other() {
    return loaded(SHAPE, new float[SHAPE.pixels() * 2 * LATENT], -1, 246);
  }

  /** Calibrated by 9,999 scores from 101 to 199: all lie below that of an image full of ink. */
  public static LoadedBundle finelyCalibrated() {
    return calibratedBy(9_999);
  }

  /** Calibrated by so many scores from 101 to 199. */
  public static LoadedBundle calibratedBy(int images) {
    LoadedBundle ink = bundle();
    Bundle b = ink.bundle();
    double[] scores =
        IntStream.range(0, images).mapToDouble(i -> 101 + 98.0 * i / images).toArray();
    return new LoadedBundle(
        new Bundle(
            b.name(),
            b.preset(),
            b.model(),
            b.defaultScore(),
            Map.of(Score.ELBO, new Calibration(scores)),
            b.residuals(),
            b.provenance()),
        ink.digest());
  }

  /** Its scores are infinite where an image's first pixel is not black. */
  public static LoadedBundle brokenForSome() {
    float[] encoder = new float[SHAPE.pixels() * 2 * LATENT];
    Arrays.fill(encoder, 0, 2 * LATENT, 1e38f);
    return loaded(SHAPE, encoder, BIAS, 101);
  }

  /** Writes {@link #bundle()} to a folder. */
  public static Path write(Path folder) {
    BundleFolder.write(bundle().bundle(), folder);
    return folder;
  }

  /** An image with {@code white} white pixels, from the second on: its ink is their number. */
  public static byte[] ink(int white) {
    byte[] pixels = new byte[SHAPE.pixels()];
    Arrays.fill(pixels, 1, 1 + white, (byte) 255);
    return pixels;
  }

  /** A bar, now and then a strange one, and the number in the last pixels: no two are the same. */
  public static byte[] numbered(int number) {
    boolean strange = number % STRANGE_EVERY == 0;
    byte[] pixels = ink(strange ? 700 : number % 25);
    for (int bit = 0; bit < NUMBER_BITS; bit++) {
      pixels[pixels.length - 1 - bit] = (byte) (255 * (number >> bit & 1));
    }
    return pixels;
  }

  private static LoadedBundle loaded(
      ImageShape shape, float[] encoder, float decoderBias, int leastScore) {
    float[] bias = new float[shape.pixels()];
    Arrays.fill(bias, decoderBias);
    Vae vae =
        new Vae(
            shape,
            LATENT,
            List.of(
                new Dense(
                    shape.pixels(),
                    2 * LATENT,
                    Activation.IDENTITY,
                    encoder,
                    new float[2 * LATENT])),
            List.of(
                new Dense(
                    LATENT,
                    shape.pixels(),
                    Activation.IDENTITY,
                    new float[LATENT * shape.pixels()],
                    bias)),
            Likelihood.BERNOULLI);
    Calibration calibration =
        new Calibration(IntStream.range(leastScore, leastScore + 99).asDoubleStream().toArray());
    byte[] usual = new byte[shape.pixels()];
    Arrays.fill(usual, (byte) 30);
    Bundle bundle =
        new Bundle(
            "ink",
            "by-hand",
            new Model(vae, Optional.empty()),
            Score.ELBO,
            Map.of(Score.ELBO, calibration),
            new Residuals(GrayImage.of(shape, usual)),
            new Provenance("2026-01-01T00:00:00Z", "0", 1, Map.of(), Map.of(), Map.of()));
    return new LoadedBundle(bundle, "d".repeat(64));
  }
}
