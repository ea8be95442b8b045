package dev.surprisal.trainer.distort;

import dev.surprisal.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes after which a clean image is as clean as before, because the user says so: a part that
 * lies either way up, a camera that is not mounted firmly.
 *
 * @param symmetries of the square, as the user named them
 * @param shift in any direction by up to so many units of 1/28 of the smaller side
 */
public record Invariance(Set<Symmetry> symmetries, double shift) {
  /** Clean images are as they are. */
  public static final Invariance NONE = new Invariance(Set.of(), 0);

  /** Beyond this the image would be mostly its repeated edge. */
  private static final double LARGEST_SHIFT = 10;

  private static final String SHIFT = "shift:";

  /** What generates a group of the square's symmetries. */
  public enum Symmetry {
    MIRROR,
    FLIP,
    ROTATE90,
    ROTATE180
  }

  public Invariance {
    symmetries = symmetries.isEmpty() ? Set.of() : Set.copyOf(symmetries);
    if (!(shift >= 0 && shift <= LARGEST_SHIFT)) {
      throw new IllegalArgumentException(
          "expected a shift from 0 to %.0f, got %s".formatted(LARGEST_SHIFT, shift));
    }
  }

  /**
   * Reads a list as {@code mirror,rotate180,shift:2}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Invariance of(String text) {
    Set<Symmetry> symmetries = EnumSet.noneOf(Symmetry.class);
    double shift = 0;
    for (String word : text.split(",", -1)) {
      if (word.startsWith(SHIFT)) {
        shift = pixels(word);
      } else {
        symmetries.add(
            Stream.of(Symmetry.values())
                .filter(symmetry -> name(symmetry).equals(word))
                .findFirst()
                .orElseThrow(() -> unknown(word)));
      }
    }
    return new Invariance(symmetries, shift);
  }

  private static double pixels(String word) {
    try {
      return Double.parseDouble(word.substring(SHIFT.length()));
    } catch (NumberFormatException e) {
      throw unknown(word);
    }
  }

  private static IllegalArgumentException unknown(String word) {
    return new IllegalArgumentException(
        "expected mirror, flip, rotate90, rotate180 or shift:N, separated by commas, got '%s'"
            .formatted(word));
  }

  /**
   * Checks that the images can be changed so.
   *
   * @throws IllegalArgumentException for quarter turns of images that are not square
   */
  public void expectFits(ImageShape shape) {
    if (symmetries.contains(Symmetry.ROTATE90) && shape.height() != shape.width()) {
      throw new IllegalArgumentException("expected square images for rotate90, got " + shape);
    }
  }

  /**
   * The ways of {@link Mounting#of} that a clean image is as clean in: the symmetries and what they
   * make together, the identity, 0, first.
   */
  public List<Integer> ways() {
    boolean quarter = symmetries.contains(Symmetry.ROTATE90);
    boolean mirror = symmetries.contains(Symmetry.MIRROR);
    boolean flip = symmetries.contains(Symmetry.FLIP);
    boolean half = quarter || symmetries.contains(Symmetry.ROTATE180) || (mirror && flip);
    List<Integer> turns = quarter ? List.of(0, 1, 2, 3) : half ? List.of(0, 2) : List.of(0);
    List<Integer> ways = new ArrayList<>(turns);
    if (mirror || flip) {
      int first = mirror || half ? Mounting.MIRRORED : Mounting.FLIPPED;
      turns.forEach(turn -> ways.add(first + turn));
    }
    return ways;
  }

  /** After so many degrees an image that is turned on is as clean again. */
  double period() {
    return 360.0 / ways().stream().filter(way -> way < Mounting.MIRRORED).count();
  }

  /**
   * Degrees after which an image that is mirrored left to right and turned on is as clean, and 0
   * where it never is.
   */
  double mirroredTurn() {
    return ways().stream()
        .filter(way -> way >= Mounting.MIRRORED)
        .findFirst()
        .map(way -> 90.0 * (way - Mounting.MIRRORED))
        .orElse(0.0);
  }

  /**
   * An image in one of the {@link #ways}, shifted at random.
   *
   * @param way index among them
   */
  public FloatImage varied(FloatImage clean, int way, RandomGenerator random) {
    FloatImage mounted = Mounting.of(clean, ways().get(way));
    if (shift == 0) {
      return mounted;
    }
    double most = shift * clean.unit();
    return mounted.warp(
        Affine.shift(
            clean.shape(), random.nextDouble(-most, most), random.nextDouble(-most, most)));
  }

  private static String name(Symmetry symmetry) {
    return symmetry.name().toLowerCase(Locale.ROOT);
  }

  /** As on the command line. */
  @Override
  public String toString() {
    List<String> words =
        Arrays.stream(Symmetry.values())
            .filter(symmetries::contains)
            .map(Invariance::name)
            .collect(Collectors.toCollection(ArrayList::new));
    if (shift > 0) {
      words.add(SHIFT + shift);
    }
    return words.isEmpty() ? "none" : String.join(",", words);
  }
}
