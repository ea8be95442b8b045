package dev.surprisal.stream.meter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * The meters as text for Prometheus. The client writes bucket bounds as Java writes doubles, {@code
 * 1.0E-4}; here they are plain decimals, {@code 0.0001}, so that queries can name them and join
 * histograms with {@code surprisal_reference_score_cdf} by them.
 *
 * @param contentType the format that the text is in
 * @param text one sample a line
 */
public record Scrape(String contentType, String text) {
  private static final Pattern BOUND_WITH_EXPONENT = Pattern.compile("le=\"(-?[0-9.]+E-?[0-9]+)\"");
  private static final ExpositionFormatWriter PROMETHEUS = PrometheusTextFormatWriter.create();
  private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

  /**
   * Reads all meters.
   *
   * @param accept what the reader can take, as in HTTP's header; Prometheus' own text if in doubt
   */
  public static Scrape of(PrometheusRegistry registry, String accept) {
    ExpositionFormatWriter writer = OPEN_METRICS.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try {
      writer.write(bytes, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    String text =
        BOUND_WITH_EXPONENT
            .matcher(bytes.toString(UTF_8))
            .replaceAll(match -> "le=\"" + bound(Double.parseDouble(match.group(1))) + "\"");
    return new Scrape(writer.getContentType(), text);
  }

  /** A bucket's upper bound as a label's value: a decimal with at least one place, no exponent. */
  static String bound(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    return decimal.setScale(Math.max(1, decimal.scale())).toPlainString();
  }
}
