package dev.surprisal.stream.source;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.stream.meter.SourceMeters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the sources of one partition and sends their alerts. One per task. */
public final class SourceWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SourceWatch.class);

  /** A full table forgets a source that was not seen for so long. */
  private static final long FORGOTTEN_MILLIS = Duration.ofDays(7).toMillis();

  /**
   * And sooner one that has sent too little to be a source, as where each record has its own key.
   */
  private static final long TRANSIENT_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long LEAST_PERIOD = 200;
  private static final long MOST_PERIOD = 10_000;

  /** How often readers see the sources, and more seldom where there are very many. */
  private static final long READ_PERIOD = 2_000;

  private static final int SOURCES_A_MILLISECOND = 10;

  private Alerting alerting;
  private final ProcessorContext<byte[], byte[]> context;
  private final SourceTable table;
  private final AlertOutput alerts;
  private final Silence silence;
  private final int partition;
  private final Cancellable sweeps;

  /** Whether the log says that the table is full. */
  private boolean told;

  /**
   * @param sink the node that alerts are forwarded to
   * @param topicId of the images' topic, if it is known
   */
  public SourceWatch(
      Alerting alerting,
      ProcessorContext<byte[], byte[]> context,
      String sink,
      Supplier<Optional<String>> topicId) {
    this.alerting = alerting;
    this.context = context;
    this.partition = context.taskId().partition();
    this.alerts = new AlertOutput(alerting, context, sink, topicId);
    this.table = new SourceTable(context.getStateStore(SourceTable.STORE));
    Duration patience = alerting.settings().silentAfter();
    this.silence = new Silence(patience, context.currentSystemTimeMs());
    table.forEach((source, state) -> alerts.restored(state));
    tellMeters();
    this.sweeps =
        context.schedule(
            Duration.ofMillis(period(alerting)), PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  private static long period(Alerting alerting) {
    long patience = alerting.settings().silentAfter().toMillis();
    long period = patience == 0 ? MOST_PERIOD : Math.max(LEAST_PERIOD, patience / 10);
    long forReaders =
        alerting.board().isEmpty()
            ? MOST_PERIOD
            : Math.max(READ_PERIOD, alerting.settings().maxSources() / SOURCES_A_MILLISECOND);
    return Math.min(Math.min(MOST_PERIOD, forReaders), period);
  }

  /** Says which model judges from now on; the windows go on. */
  public void by(LoadedBundle bundle, AlertRules rules) {
    if (!alerting.bundle().digest().equals(bundle.digest())) {
      alerting = alerting.by(bundle, rules);
      alerts.by(alerting);
    }
  }

  /** Takes a record into account, and sends what alerts it opens and closes. */
  public void seen(Sighting sighting) {
    long now = context.currentSystemTimeMs();
    silence.heard(sighting.timestamp(), now);
    Bytes source = sighting.source();
    Optional<SourceState> known = table.take(source);
    if (known.isEmpty() && table.size() >= alerting.settings().maxSources()) {
      refuse();
      return;
    }
    SourceState state = known.orElseGet(SourceState::new);
    state.add(sighting, now, alerting.rules());
    List<AlertKind> changed = alerting.rules().afterRecord(state);
    for (AlertKind kind : changed) {
      alerts.send(new Change(source, kind, state, now, false), sighting);
    }
    if (known.isPresent()) {
      table.replace(source, state);
    } else {
      table.add(source, state);
    }
    if (known.isEmpty() || !changed.isEmpty()) {
      tellMeters();
    }
  }

  private void refuse() {
    alerting.meters().unfollowed();
    if (!told) {
      told = true;
      log.warn(
          "partition {}: more sources than --max-sources {}; the others raise no alerts",
          partition,
          alerting.settings().maxSources());
    }
  }

  private void sweep(long now) {
    silence.look(now, alerting.brokersAnswer().getAsBoolean());
    table.forEach((source, state) -> look(source, state, now));
    if (table.size() >= alerting.settings().maxSources()) {
      table.forEach((source, state) -> makeRoom(source, state, now));
    }
    told &= table.size() >= alerting.settings().maxSources();
    tellMeters();
    alerting
        .board()
        .ifPresent(board -> board.set(partition, table.worst(SourceBoard.MOST, partition)));
  }

  private void look(Bytes source, SourceState state, long now) {
    if (!state.isOpen(AlertKind.SILENT) && silence.isSilent(state, now)) {
      state.setOpen(AlertKind.SILENT, true);
      table.replace(source, state);
      alerts.send(new Change(source, AlertKind.SILENT, state, now, false));
    }
  }

  private void makeRoom(Bytes source, SourceState state, long now) {
    boolean passing = state.records() < Silence.ESTABLISHED;
    if (silence.unheard(state, now) < (passing ? TRANSIENT_MILLIS : FORGOTTEN_MILLIS)) {
      return;
    }
    for (AlertKind kind : AlertKind.values()) {
      if (state.isOpen(kind)) {
        state.setOpen(kind, false);
        alerts.send(new Change(source, kind, state, now, true));
      }
    }
    table.remove(source);
  }

  private void tellMeters() {
    alerting.meters().set(partition, new SourceMeters.Partition(table.size(), alerts.open()));
  }

  @Override
  public void close() {
    sweeps.cancel();
    alerting.meters().remove(partition);
    alerting.board().ifPresent(board -> board.remove(partition));
  }
}
