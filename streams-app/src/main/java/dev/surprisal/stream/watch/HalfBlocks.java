package dev.surprisal.stream.watch;

import dev.surprisal.image.Decoded;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Small pictures for a terminal of 256 colours: each character is an upper half block, whose colour
 * is one pixel and whose background is the pixel below.
 */
final class HalfBlocks {
  /** In pixels: three pictures and the gaps between them fit a terminal of 80 columns. */
  static final int SIDE = 24;

  private static final String GAP = "  ";
  private static final String RESET = "\u001b[0m";
  private static final int BLACK = 16;
  private static final int WHITE = 231;

  /** The 24 greys of 232 to 255 are 8, 18, …, 238. */
  private static final int FIRST_GREY = 232;

  private final ImageDecoder decoder = ImageDecoder.ofAnySize(ImageDecoder.FULL_WHITE);

  /** Lines with the pictures side by side; none if none of them can be decoded. */
  List<String> draw(Collection<byte[]> pngs) {
    List<GrayImage> images =
        pngs.stream()
            .map(this::decoded)
            .flatMap(Optional::stream)
            .map(image -> image.within(SIDE))
            .toList();
    int height = images.stream().mapToInt(image -> image.shape().height()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < height; row += 2) {
      StringBuilder line = new StringBuilder();
      for (GrayImage image : images) {
        line.append(GAP);
        append(line, image, row);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** A record of somebody else can hold any bytes. */
  private Optional<GrayImage> decoded(byte[] png) {
    return decoder.decode(png, Optional.of("image/png")) instanceof Decoded.Image decoded
        ? Optional.of(decoded.image())
        : Optional.empty();
  }

  private static void append(StringBuilder line, GrayImage image, int row) {
    int height = image.shape().height();
    String colours = "";
    for (int column = 0; column < image.shape().width(); column++) {
      String wanted =
          row >= height
              ? RESET
              : "\u001b[38;5;%d;%sm"
                  .formatted(
                      colour(image.pixel(row, column)),
                      row + 1 < height ? "48;5;" + colour(image.pixel(row + 1, column)) : "49");
      line.append(wanted.equals(colours) ? "" : wanted).append(row >= height ? ' ' : '▀');
      colours = wanted;
    }
    line.append(RESET);
  }

  /** The nearest grey of the 256 colours. */
  static int colour(int grey) {
    if (grey < 4) {
      return BLACK;
    }
    return grey > 246
        ? WHITE
        : FIRST_GREY + Math.min(23, Math.max(0, Math.round((grey - 8) / 10f)));
  }
}
