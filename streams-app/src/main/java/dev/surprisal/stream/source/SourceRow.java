package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;

/**
 * What is known of a source, for a reader.
 *
 * @param images judged
 * @param anomalies among them
 * @param rejected records that were no image
 * @param window the verdicts on its last images, the oldest first; true is anomalous
 * @param seenAt when its last record was processed, in milliseconds since 1970
 * @param open alerts
 */
public record SourceRow(
    String source,
    int partition,
    long images,
    long anomalies,
    long rejected,
    List<Boolean> window,
    long seenAt,
    List<AlertKind> open) {
  /** Sources with alerts first, then those with the most anomalies of late. */
  static final Comparator<SourceState> WORST_FIRST =
      Comparator.<SourceState>comparingLong(state -> -open(state).size())
          .thenComparingInt(state -> -state.window().anomalous())
          .thenComparingLong(state -> -state.seenAt());

  public SourceRow {
    window = List.copyOf(window);
    open = List.copyOf(open);
  }

  static SourceRow of(Bytes source, int partition, SourceState state) {
    return new SourceRow(
        new String(source.get(), UTF_8),
        partition,
        state.images(),
        state.anomalies(),
        state.rejected(),
        state.window().last(state.windowImages()),
        state.seenAt(),
        open(state));
  }

  private static List<AlertKind> open(SourceState state) {
    return Stream.of(AlertKind.values()).filter(state::isOpen).toList();
  }
}
