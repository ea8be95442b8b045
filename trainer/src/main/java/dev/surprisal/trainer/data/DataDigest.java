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
 * What one pass over all pixels tells of a set of images.
 *
 * @param sha256 digest of the pixels alone, in order: the same for the same images in another
 *     format
 * @param images how many there are
 * @param copies how often the commonest image is there, 1 if all differ
 * @param commonest index of its first copy
 */
public record DataDigest(String sha256, int images, int copies, int commonest) {
  /** Copies of one image may fill no more than what is usually held out. */
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
   * Images that are all one, or a camera that hung, leave nothing to calibrate on: all copies score
   * the same.
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

  /** A line for a person if one image is there strangely often, but not so often as to refuse. */
  public Optional<String> warning(ImageSource source) {
    return copies > 1 && copies >= NOTED_SHARE * images
        ? Optional.of("%d of %d images are equal to %s".formatted(copies, images, place(source)))
        : Optional.empty();
  }

  private String place(ImageSource source) {
    String file = source.file(commonest);
    return file.equals(source.name()) ? "image " + commonest : file;
  }

  /** Equal for equal pixels, and hardly ever for others. */
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
