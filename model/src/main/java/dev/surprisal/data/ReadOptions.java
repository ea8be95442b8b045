package dev.surprisal.data;

import dev.surprisal.image.ImageDecoder;
import java.util.function.Consumer;

/**
 * How images are read from files.
 *
 * @param skipBroken whether a picture of a folder that cannot be read or decoded is left out, and
 *     named, rather than refused
 * @param whiteLevel the sample of a 16-bit PNG that is shown as white, 1 to {@value
 *     ImageDecoder#FULL_WHITE}
 * @param notices takes one line for a person about what was left out or looks wrong
 */
public record ReadOptions(boolean skipBroken, int whiteLevel, Consumer<String> notices) {
  /** Nothing broken is skipped, 16-bit files use their whole range, notices go to stderr. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(false, ImageDecoder.FULL_WHITE, line -> System.err.println(line));
}
