package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** How grey pixels become black or white before a network is fitted to them. */
public enum Binarize {
  NONE {
    @Override
    public void apply(float[] row, RandomGenerator random) {}
  },
  /** White if at least one half. */
  THRESHOLD {
    @Override
    public void apply(float[] row, RandomGenerator random) {
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] >= 0.5f ? 1 : 0;
      }
    }
  },
  /**
   * White with the grey value as the probability, drawn anew each time. Source: Salakhutdinov and
   * Murray 2008, "On the quantitative analysis of deep belief networks".
   */
  DYNAMIC {
    @Override
    public void apply(float[] row, RandomGenerator random) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextFloat() < row[i] ? 1 : 0;
      }
    }
  };

  /** Replaces values in [0, 1] by 0 or 1. */
  public abstract void apply(float[] row, RandomGenerator random);

  /** The images that such a network should be measured on: binarised with one fixed draw each. */
  public ImageSource of(ImageSource images, long seed) {
    return this == NONE ? images : new BinaryImages(images, this, seed);
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private record BinaryImages(ImageSource grey, Binarize how, long seed) implements ImageSource {
    @Override
    public ImageShape shape() {
      return grey.shape();
    }

    @Override
    public int size() {
      return grey.size();
    }

    @Override
    public String name() {
      return grey.name();
    }

    @Override
    public GrayImage image(int index) {
      float[] row = new float[shape().pixels()];
      grey.image(index).toUnit(row, 0);
      how.apply(row, new SplittableRandom(seed * 1_000_003 + index));
      byte[] pixels = new byte[row.length];
      for (int i = 0; i < row.length; i++) {
        pixels[i] = (byte) (row[i] == 0 ? 0 : 255);
      }
      return GrayImage.of(shape(), pixels);
    }
  }
}
