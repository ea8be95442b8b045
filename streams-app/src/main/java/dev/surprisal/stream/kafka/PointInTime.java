package dev.surprisal.stream.kafka;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's point in time: an ISO 8601 date and time with its zone, or how long ago it was. */
public final class PointInTime implements ITypeConverter<Instant> {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  /** Kafka asks for the oldest, the latest record and the like by negative timestamps. */
  private static final Instant FIRST = Instant.EPOCH;

  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /** For a command line to make. */
  public PointInTime() {}

  @Override
  public Instant convert(String text) {
    return parse(text)
        .filter(time -> !time.isBefore(FIRST) && time.isBefore(END))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a time as 2026-02-03T04:05:06Z, or so long ago as 90s, 15m, 2h or 7d, got "
                        + text));
  }

  private static Optional<Instant> parse(String text) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return Optional.of(Instant.now().minus(length(Long.parseLong(ago.group(1)), ago.group(2))));
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration length(long number, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
