package dev.surprisal.trainer.report;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.evaluate.Misses;
import dev.surprisal.trainer.picture.Tiles;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Missed anomalies as one picture: a row for each set, the least strange on the left. */
public final class MissesSheet {
  private static final int COLUMNS = 12;
  private static final int SIDE = 128;

  /** Grey of the ground that the pictures lie on. */
  private static final byte GROUND = 90;

  private MissesSheet() {}

  /**
   * @param sets of which at least one has misses; those without get no row
   */
  public static BufferedImage of(List<Misses> sets) {
    List<GrayImage> tiles = new ArrayList<>();
    for (Misses set : sets) {
      List<GrayImage> missed =
          set.indices().stream()
              .limit(COLUMNS)
              .map(i -> set.images().image(i).within(SIDE))
              .toList();
      tiles.addAll(missed);
      if (!missed.isEmpty()) {
        int empty = COLUMNS - missed.size();
        tiles.addAll(Collections.nCopies(empty, ground(missed.get(0).shape())));
      }
    }
    return Tiles.of(tiles, COLUMNS);
  }

  private static GrayImage ground(ImageShape shape) {
    byte[] pixels = new byte[shape.pixels()];
    Arrays.fill(pixels, GROUND);
    return GrayImage.of(shape, pixels);
  }
}
