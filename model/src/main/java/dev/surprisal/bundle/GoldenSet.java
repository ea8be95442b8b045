package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.BrokenModelException;
import dev.surprisal.score.ImageScorer;
import dev.surprisal.score.Scored;
import dev.surprisal.score.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores that a model gave to some images when its bundle was written. A program that gets
 * others from the same files, by a fault of its release, its libraries or its processor, must not
 * judge by it. The images are made by a rule, so that a bundle holds no image of anybody's.
 */
public final class GoldenSet {
  /** Without any image: it demands nothing. */
  public static final GoldenSet NONE = new GoldenSet(new double[0]);

  static final String FIELD = "golden";

  static final int IMAGES = 8;

  /**
   * By how much a score may differ, as a share of its magnitude: that of sums of 32-bit numbers
   * whose order depends on the processor.
   */
  private static final double TOLERANCE = 1e-3;

  private final double[] scores;

  GoldenSet(double[] scores) {
    this.scores = scores.clone();
  }

  /**
   * What the model gives here and now by its default score; nothing if it fails for one of the
   * images, as it will again when it judges such a one.
   */
  static GoldenSet of(Bundle bundle) {
    try {
      return new GoldenSet(scores(bundle));
    } catch (BrokenModelException e) {
      return NONE;
    }
  }

  void writeTo(ObjectNode manifest) {
    if (scores.length == 0) {
      return;
    }
    ArrayNode array = manifest.putObject(FIELD).putArray("scores");
    Arrays.stream(scores).forEach(array::add);
  }

  /** How many images there are; 0 in a bundle of a release that did not write them. */
  public int size() {
    return scores.length;
  }

  /**
   * Scores the images once more.
   *
   * @param bundle of these scores
   * @throws BadInputException if a score differs
   * @throws dev.surprisal.score.BrokenModelException if one is not finite
   */
  public void expect(Bundle bundle) {
    if (scores.length == 0) {
      return;
    }
    double[] got = scores(bundle);
    for (int i = 0; i < scores.length; i++) {
      double expected = scores[i];
      if (Math.abs(got[i] - expected) > TOLERANCE * Math.max(1, Math.abs(expected))) {
        throw new BadInputException(
            "%s: golden image %d: expected a score of %s, as when the bundle was written, got %s; do not judge by it on this machine"
                .formatted(bundle.name(), i, expected, got[i]));
      }
    }
  }

  private static double[] scores(Bundle bundle) {
    ImageShape shape = bundle.model().shape();
    List<GrayImage> images =
        IntStream.range(0, IMAGES).mapToObj(number -> image(shape, number)).toList();
    double rate = bundle.calibrations().get(bundle.defaultScore()).smallestRate();
    try (ImageScorer scorer =
        new ImageScorer(
            bundle.model(), bundle.residuals(), bundle.decision(bundle.defaultScore(), rate))) {
      return scorer.score(images).stream()
          .map(Scored::verdict)
          .mapToDouble(Verdict::score)
          .toArray();
    }
  }

  /** Squares of 1, 2, 4 or 8 pixels of any grey; of odd numbers on black. Whole numbers only. */
  static GrayImage image(ImageShape shape, int number) {
    byte[] pixels = new byte[shape.pixels()];
    for (int i = 0; i < pixels.length; i++) {
      int row = (i / shape.width()) >> (number / 2);
      int column = (i % shape.width()) >> (number / 2);
      int grey = mixed(mixed(mixed(number) + row) + column);
      pixels[i] = (byte) (number % 2 == 1 && grey < 0 ? 0 : grey >>> 8);
    }
    return GrayImage.of(shape, pixels);
  }

  /** The finaliser of MurmurHash3: each bit of the argument changes half of the result's. */
  private static int mixed(int value) {
    int mixed = value + 0x9e3779b9;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
