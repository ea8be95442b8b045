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
    String bytes = Base64.getEncoder().encodeToString(PngFile.of(image));
    return "<figure><img alt='%s' src='data:image/png;base64,%s'><figcaption>%s</figcaption></figure>"
        .formatted(text(caption), bytes, text(caption));
  }

  /** A box with one large figure. */
  static String card(String value, String name) {
    return "<div class='card'><b>%s</b><span>%s</span></div>".formatted(text(value), text(name));
  }

  static String row(List<String> cells, String style) {
    StringBuilder row = new StringBuilder("<tr class='%s'>".formatted(style));
    cells.forEach(cell -> row.append("<td>").append(text(cell)).append("</td>"));
    return row.append("</tr>").toString();
  }

  /** Names and values, two columns. */
  static String table(Map<String, String> values) {
    StringBuilder table = new StringBuilder("<table class='plain'>");
    values.forEach((name, value) -> table.append(row(List.of(name, value), "")));
    return table.append("</table>").toString();
  }
}
