package dev.surprisal.trainer.picture;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Images side by side, enlarged by whole pixels. */
public final class Tiles {
  private static final int TILE = 56;
  private static final int GAP = 2;

  private Tiles() {}

  /**
   * @param images row by row
   * @param columns images in a row
   */
  public static BufferedImage of(List<GrayImage> images, int columns) {
    ImageShape shape = images.get(0).shape();
    int scale = Math.max(1, TILE / Math.max(shape.height(), shape.width()));
    int rows = (images.size() + columns - 1) / columns;
    int stepX = shape.width() * scale + GAP;
    int stepY = shape.height() * scale + GAP;
    BufferedImage picture =
        new BufferedImage(columns * stepX + GAP, rows * stepY + GAP, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(new Color(90, 90, 90));
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(
          plain(images.get(i)),
          GAP + i % columns * stepX,
          GAP + i / columns * stepY,
          shape.width() * scale,
          shape.height() * scale,
          null);
    }
    graphics.dispose();
    return picture;
  }

  private static BufferedImage plain(GrayImage image) {
    int width = image.shape().width();
    int height = image.shape().height();
    BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    plain.getRaster().setDataElements(0, 0, width, height, image.toBytes());
    return plain;
  }
}
