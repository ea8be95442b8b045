package dev.surprisal.stream.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;

/**
 * The alerts that follow from the verdicts of one partition, without broker and scorer. Silence
 * does not follow from them.
 */
public final class AlertReplay {
  private final String partition;
  private final Map<String, SourceState> sources = new HashMap<>();

  /**
   * @param partition the images', as {@code topic-number}
   */
  public AlertReplay(String partition) {
    this.partition = partition;
  }

  /**
   * An alert that opened or closed.
   *
   * @param firstId the record with which the trouble began
   * @param lastId the last record that belongs to it
   * @param images of the source, up to then
   * @param anomalies likewise
   * @param rejected likewise
   */
  public record Event(
      String source,
      String kind,
      String state,
      String firstId,
      String lastId,
      long images,
      long anomalies,
      long rejected) {}

  /** What an image's verdict opens and closes by the rules of the model that judged it. */
  public List<Event> judged(
      AlertRules rules, String source, long offset, double pValue, boolean anomalous) {
    return seen(
        rules,
        source,
        offset,
        anomalous
            ? new Sighting.Finding(
                Sighting.Kind.ANOMALOUS, pValue, Optional.empty(), room -> new byte[0])
            : Sighting.Finding.normal(pValue));
  }

  /** What a record that is no image opens and closes. */
  public List<Event> rejected(AlertRules rules, String source, long offset) {
    return seen(rules, source, offset, Sighting.Finding.REJECTED);
  }

  private List<Event> seen(AlertRules rules, String source, long offset, Sighting.Finding finding) {
    SourceState state = sources.computeIfAbsent(source, name -> new SourceState());
    Bytes name = Bytes.wrap(new byte[0]);
    state.add(new Sighting(name, offset, offset, new RecordHeaders(), finding), offset, rules);
    List<Event> events = new ArrayList<>();
    for (AlertKind kind : rules.afterRecord(state)) {
      events.add(
          new Event(
              source,
              kind.wireName(),
              state.isOpen(kind) ? "opened" : "closed",
              partition + "-" + state.first(kind),
              partition + "-" + state.last(kind),
              state.images(),
              state.anomalies(),
              state.rejected()));
    }
    return events;
  }
}
