package dev.surprisal.stream.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The physical memory of this process: heap, classes, code, stacks, the matrices of the model and
 * the buffers of the network. Linux tells it in {@code /proc/self/status}.
 */
final class ResidentMemory {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB$");
  private static final long KILOBYTE = 1024;

  private ResidentMemory() {}

  /**
   * Registers it under the name that Prometheus' own clients give it, where the system tells it.
   */
  static void bindTo(MeterRegistry registry, Path status) {
    if (Files.isReadable(status)) {
      Gauge.builder("process.resident.memory", () -> bytes(status))
          .description("Physical memory of the process")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  /** NaN where it is not told. */
  private static double bytes(Path status) {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(status));
      return resident.find() ? Long.parseLong(resident.group(1)) * KILOBYTE : Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
