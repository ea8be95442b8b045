package dev.surprisal.trainer.data;

import dev.surprisal.BadInputException;
import dev.surprisal.data.ImageSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Facts about a set of images from one pass over all pixels.
 *
 * @param sha256 digest of the pixels alone, in order: the same for the same images in another
 *     format
 * @param images how many there are
 * @param copies how often the commonest image is there, 1 if all differ
 * @param commonest index of its first copy
 */
public record DataDigest(String sha256, int images, int copies, int commonest) {
  /** Copies of one image may make up a sixth of the set, the usual held-out share. */
  private static final int LARGEST_SHARE = 6;

  private static final double NOTED_SHARE = 0.01;

  /** Reads every image once. */
  public static DataDigest of(ImageSource images) {
    MessageDigest digest = newDigest();
    Map<Long, Integer> counts = new HashMap<>();
    Map<Long, Integer> firsts = new HashMap<>();
    byte[] pixels = new byte[images.shape().pixels()];
    long commonest = 0;
    for (int i = 0; i < images.size(); i++) {
      images.image(i).copyTo(pixels, 0);
      digest.update(pixels);
      long check = check(pixels);
      firsts.putIfAbsent(check, i);
      if (counts.merge(check, 1, Integer::sum) > counts.getOrDefault(commonest, 0) || i == 0) {
        commonest = check;
      }
    }
    return new DataDigest(
        HexFormat.of().formatHex(digest.digest()),
        images.size(),
        counts.get(commonest),
        firsts.get(commonest));
  }

  /**
   * All copies of an image have the same score, so that a set that mostly repeats one image, as of
   * a camera that hung, cannot be calibrated on.
   *
   * @throws BadInputException if copies of one image make up more than a sixth of the set
   */
  public void expectFewCopies(ImageSource source) {
    if ((long) copies * LARGEST_SHARE > images) {
      throw new BadInputException(
          "%s: expected images that differ, got %d equal ones among %d, the first of them %s; a camera that hung? remove the copies"
              .formatted(source.name(), copies, images, place(source)));
    }
  }

  /** A warning if at least one image in a hundred is the same, but not so many as to refuse. */
  public Optional<String> warning(ImageSource source) {
    return copies > 1 && copies >= NOTED_SHARE * images
        ? Optional.of("%d of %d images are equal to %s".formatted(copies, images, place(source)))
        : Optional.empty();
  }

  private String place(ImageSource source) {
    String file = source.file(commonest);
    return file.equals(source.name()) ? "image " + commonest : file;
  }

  /**
   * Two checksums side by side: equal for equal pixels, and for others with negligible probability.
   */
  private static long check(byte[] pixels) {
    CRC32C forwards = new CRC32C();
    forwards.update(pixels);
    int polynomial = 1;
    for (byte pixel : pixels) {
      polynomial = 31 * polynomial + pixel;
    }
    return forwards.getValue() << 32 | (polynomial & 0xffff_ffffL);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
