package dev.surprisal.trainer.report;

import dev.surprisal.trainer.picture.PngFile;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Pieces of HTML. */
final class Html {
  private Html() {}

  /** Escapes text, so that a page shows it literally. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** A picture embedded in the page. */
  static String picture(String caption, BufferedImage image) {
    return "<figure><img alt='%s' src='%s'><figcaption>%s</figcaption></figure>"
        .formatted(text(caption), source(image), text(caption));
  }

  /** A box with one large figure. */
  static String card(String value, String name) {
    return "<div class='card'><b>%s</b><span>%s</span></div>".formatted(text(value), text(name));
  }

  static String row(List<String> cells, String style) {
    return row(cells, style, "");
  }

  /**
   * A table's row.
   *
   * @param more further cells, as HTML
   */
  static String row(List<String> cells, String style, String more) {
    StringBuilder row = new StringBuilder("<tr class='%s'>".formatted(style));
    cells.forEach(cell -> row.append("<td>").append(text(cell)).append("</td>"));
    return row.append(more).append("</tr>").toString();
  }

  /** A table's cell with a small picture. */
  static String strip(String name, BufferedImage image) {
    return "<td class='strip'><img alt='%s' src='%s'></td>".formatted(text(name), source(image));
  }

  private static String source(BufferedImage image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(PngFile.of(image));
  }

  /** Names and values, two columns. */
  static String table(Map<String, String> values) {
    StringBuilder table = new StringBuilder("<table class='plain'>");
    values.forEach((name, value) -> table.append(row(List.of(name, value), "")));
    return table.append("</table>").toString();
  }
}
