package dev.surprisal.stream.meter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span of a trace that sent a record. Source: W3C Trace Context, section 3.2, "traceparent
 * header".
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceContext(String traceId, String spanId) {
  /** The header that carries it. */
  public static final String HEADER = "traceparent";

  /** Version, trace, span, flags; versions after 00 may add further fields behind a dash. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final int SAMPLED = 1;

  /** In bytes, so that a header of megabytes is not searched. Version 00 has 55. */
  private static final int LONGEST = 256;

  /**
   * Of a header's value. Empty if it is none of that form, or if the trace was not sampled, so that
   * it cannot be looked at.
   */
  public static Optional<TraceContext> of(byte[] header) {
    if (header.length > LONGEST) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(new String(header, ISO_8859_1));
    return parts.matches() && (Integer.parseInt(parts.group(3), 16) & SAMPLED) != 0
        ? Optional.of(new TraceContext(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /** As an exemplar has it. */
  Labels labels() {
    return Labels.of("trace_id", traceId, "span_id", spanId);
  }
}
