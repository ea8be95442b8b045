package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever byte of whatever file is changed: one line, and never a bundle. */
class FlippedBytesTest {
  private static Path folder;
  private static BundleOnDisk disk;

  @BeforeContainer
  static void writeBundle() throws IOException {
    folder = Files.createTempDirectory("flipped");
    disk = new BundleOnDisk(folder);
  }

  @AfterContainer
  static void deleteBundle() throws IOException {
    for (Path file : new Path[] {disk.manifest(), disk.weights(), disk.calibration(), folder}) {
      Files.delete(file);
    }
  }

  @Property(tries = 600)
  void flippedByteIsRefused(
      @ForAll Random random,
      @ForAll @IntRange(min = 0, max = 2) int which,
      @ForAll @IntRange(min = 1, max = 255) int mask)
      throws IOException {
    Path file = new Path[] {disk.manifest(), disk.weights(), disk.calibration()}[which];
    byte[] original = Files.readAllBytes(file);
    byte[] flipped = original.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) mask;
    try {
      Files.write(file, flipped);
      expectRefused();
    } finally {
      Files.write(file, original);
    }
  }

  /** As a forger would: the digests are right, so that the reader meets the bytes themselves. */
  @Property(tries = 600)
  void flippedByteUnderARightDigestNeverCrashes(
      @ForAll Random random,
      @ForAll boolean weights,
      @ForAll @IntRange(min = 1, max = 255) int mask)
      throws IOException {
    Path file = weights ? disk.weights() : disk.calibration();
    byte[] original = Files.readAllBytes(file);
    byte[] flipped = original.clone();
    // Mostly in the header, where bytes have a meaning.
    flipped[random.nextInt(random.nextInt(4) == 0 ? flipped.length : 150)] ^= (byte) mask;
    try {
      disk.replace(file, flipped);
      BundleFolder.read(folder);
    } catch (BadInputException refused) {
      if (refused.getMessage().lines().count() != 1) {
        throw new AssertionError("more than one line", refused);
      }
    } finally {
      disk.replace(file, original);
    }
  }

  private static void expectRefused() {
    assertThatThrownBy(() -> BundleFolder.read(folder))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(folder.toString())
        .hasLineCount(1);
  }
}
