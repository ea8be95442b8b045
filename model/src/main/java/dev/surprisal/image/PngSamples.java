package dev.surprisal.image;

import java.io.IOException;

/**
 * Turns a PNG file's samples into the grey values that a viewer shows: spread over 0 to 255, gamma
 * applied, colour as luma, transparent parts over white. Source: PNG specification (W3C, third
 * edition), section 13.
 */
final class PngSamples {
  /** 1/2.2 in units of 1/100,000, which is how screens show samples as they are. */
  private static final double USUAL_GAMMA = 45_455;

  /** Relative difference from the usual gamma below which no viewer corrects. */
  private static final double SAME_GAMMA = 0.05;

  private final PngChunks png;
  private final int bits;
  private final int whiteLevel;

  /** An 8-bit sample's shown value; empty where that is the sample. */
  private final byte[] tones;

  /** A palette entry's grey value. */
  private final byte[] entries;

  /** Which palette entries are colourful and can be seen. */
  private final boolean[] colourfulEntries;

  private int colourful;

  PngSamples(PngChunks png, int whiteLevel) {
    this.png = png;
    this.bits = png.bits();
    this.whiteLevel = whiteLevel;
    this.tones = tones(png.gamma());
    this.colourfulEntries = new boolean[png.palette().length / 3];
    this.entries = png.color() == PngColor.PALETTE ? entries() : new byte[0];
  }

  /** Bytes of a row of pixels. */
  int bytes(int pixels) {
    return Math.toIntExact(((long) pixels * png.color().channels() * bits + 7) / 8);
  }

  /**
   * Converts a row.
   *
   * @param row packed samples, from {@code at} on
   * @param gray takes the values, from {@code to} on, every {@code step}
   * @throws IOException if an index is beyond the palette
   */
  void toGray(byte[] row, int at, int pixels, byte[] gray, int to, int step) throws IOException {
    switch (png.color()) {
      case GRAY -> gray(row, at, pixels, gray, to, step);
      case PALETTE -> indexed(row, at, pixels, gray, to, step);
      case GRAY_ALPHA -> {
        for (int i = 0; i < pixels; i++) {
          int tone = tone(sample(row, at, 2 * i));
          gray[to + i * step] = Luma.overWhite(tone, alpha(row, at, 2 * i + 1));
        }
      }
      case RGB, RGBA -> colours(row, at, pixels, gray, to, step);
    }
  }

  private void gray(byte[] row, int at, int pixels, byte[] gray, int to, int step) {
    int transparent = transparentSample(0);
    if (bits == 8 && step == 1 && tones.length == 0 && transparent < 0) {
      System.arraycopy(row, at, gray, to, pixels);
      return;
    }
    for (int i = 0; i < pixels; i++) {
      int sample = sample(row, at, i);
      gray[to + i * step] = sample == transparent ? (byte) 255 : (byte) tone(sample);
    }
  }

  private void indexed(byte[] row, int at, int pixels, byte[] gray, int to, int step)
      throws IOException {
    for (int i = 0; i < pixels; i++) {
      int index = sample(row, at, i);
      if (index >= entries.length) {
        throw new IOException("palette index %d, of %d entries".formatted(index, entries.length));
      }
      gray[to + i * step] = entries[index];
      colourful += colourfulEntries[index] ? 1 : 0;
    }
  }

  private void colours(byte[] row, int at, int pixels, byte[] gray, int to, int step) {
    int channels = png.color().channels();
    int red = transparentSample(0);
    int green = transparentSample(1);
    int blue = transparentSample(2);
    for (int i = 0; i < pixels; i++) {
      int r = sample(row, at, channels * i);
      int g = sample(row, at, channels * i + 1);
      int b = sample(row, at, channels * i + 2);
      boolean clear = r == red && g == green && b == blue;
      int alpha = clear ? 0 : channels == 4 ? alpha(row, at, channels * i + 3) : 255;
      int red8 = tone(r);
      int green8 = tone(g);
      int blue8 = tone(b);
      gray[to + i * step] = Luma.of(red8, green8, blue8, alpha);
      colourful += alpha > 0 && Luma.isColourful(red8, green8, blue8) ? 1 : 0;
    }
  }

  /** How many of the converted pixels are in colour, those that cannot be seen apart. */
  int colourful() {
    return colourful;
  }

  /** The {@code index}-th sample of a row, 0 to 2^bits − 1. */
  private int sample(byte[] row, int at, int index) {
    if (bits == 8) {
      return row[at + index] & 0xff;
    }
    if (bits == 16) {
      return (row[at + 2 * index] & 0xff) << 8 | (row[at + 2 * index + 1] & 0xff);
    }
    int bit = index * bits;
    return (row[at + bit / 8] & 0xff) >> (8 - bits - bit % 8) & ((1 << bits) - 1);
  }

  private int alpha(byte[] row, int at, int index) {
    int sample = sample(row, at, index);
    return bits == 16 ? sample >> 8 : sample;
  }

  /** A sample as it is shown, 0 to 255. */
  private int tone(int sample) {
    int tone = eightBits(sample);
    return tones.length == 0 ? tone : tones[tone] & 0xff;
  }

  private int eightBits(int sample) {
    if (bits < 8) {
      return sample * 255 / ((1 << bits) - 1);
    }
    if (bits == 8) {
      return sample;
    }
    // Without a white level, the high byte: what is written from bytes comes back as it was.
    return whiteLevel == ImageDecoder.FULL_WHITE
        ? sample >> 8
        : Math.min(255, (sample * 255 + whiteLevel / 2) / whiteLevel);
  }

  /** One of the transparent colour's samples; −1 if the file names no such colour. */
  private int transparentSample(int channel) {
    byte[] colour = png.transparent();
    if (colour.length < 2 * channel + 2) {
      return -1;
    }
    int sample = (colour[2 * channel] & 0xff) << 8 | (colour[2 * channel + 1] & 0xff);
    return sample & ((1 << bits) - 1);
  }

  private byte[] entries() {
    byte[] colours = png.palette();
    byte[] alphas = png.transparent();
    byte[] entries = new byte[colours.length / 3];
    for (int i = 0; i < entries.length; i++) {
      int r = shown(colours[3 * i]);
      int g = shown(colours[3 * i + 1]);
      int b = shown(colours[3 * i + 2]);
      int alpha = i < alphas.length ? alphas[i] & 0xff : 255;
      entries[i] = Luma.of(r, g, b, alpha);
      colourfulEntries[i] = alpha > 0 && Luma.isColourful(r, g, b);
    }
    return entries;
  }

  /** Palettes always have 8 bits, whatever the indices have. */
  private int shown(byte sample) {
    return (tones.length == 0 ? sample : tones[sample & 0xff]) & 0xff;
  }

  private static byte[] tones(int gamma) {
    if (gamma <= 0 || Math.abs(gamma / USUAL_GAMMA - 1) < SAME_GAMMA) {
      return new byte[0];
    }
    byte[] tones = new byte[256];
    for (int i = 0; i < tones.length; i++) {
      tones[i] = (byte) Math.round(255 * Math.pow(i / 255.0, USUAL_GAMMA / gamma));
    }
    return tones;
  }
}
