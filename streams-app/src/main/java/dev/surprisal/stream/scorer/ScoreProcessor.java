package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.score.Explanation;
import dev.surprisal.score.Outcome;
import dev.surprisal.score.Scored;
import dev.surprisal.score.Term;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.meter.TraceContext;
import dev.surprisal.stream.page.Findings;
import dev.surprisal.stream.source.Sighting;
import dev.surprisal.stream.source.SourceWatch;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes each record's outcome off it and routes it. A record without one, because its batch failed
 * or because no consumer is involved, is scored alone. Kafka Streams closes a task's processor and
 * initialises it again where it revives the task.
 */
final class ScoreProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final Scoring scoring;
  private final ScoringMeters meters;
  private final LoneRecords alone;
  private ProcessorContext<byte[], byte[]> context;
  private Outputs outputs;
  private VerdictJson json;
  private Judge judge;
  private Optional<Discoveries> discoveries = Optional.empty();
  private Optional<SourceWatch> sources = Optional.empty();

  ScoreProcessor(Scoring scoring) {
    this.scoring = scoring;
    this.meters = scoring.meters();
    this.alone = new LoneRecords(scoring);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.outputs = new Outputs(scoring, context);
    this.json = new VerdictJson();
    int partition = context.taskId().partition();
    scoring.continuity().assigned(partition);
    this.discoveries =
        scoring
            .judges()
            .first()
            .fdr()
            .map(
                fdr ->
                    new Discoveries(
                        fdr,
                        context.getStateStore(Discoveries.STORE),
                        level -> meters.levels().set(partition, level)));
    this.sources =
        scoring
            .alerting()
            .map(
                alerting ->
                    new SourceWatch(
                        alerting,
                        context,
                        ScoringTopology.TO_ALERTS,
                        () -> scoring.continuity().topicId(partition)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context.recordMetadata().orElseThrow();
    if (!scoring.includes(metadata.partition(), metadata.offset())) {
      // Or it would count as an image that waits for its verdict.
      meters.progress().done(metadata.partition(), metadata.offset(), record.timestamp());
      return;
    }
    OutcomeHeader scored =
        OutcomeHeader.in(record.headers()).orElseGet(() -> alone.score(record, metadata));
    by(scored.judge());
    Origin origin = Origin.of(metadata, scored.topicId());
    Outcome outcome = scored.outcome();
    switch (outcome.kind()) {
      case JUDGED -> judged(record, origin, ((Outcome.Judged) outcome).scored());
      case REJECTED -> rejected(record, origin, (Outcome.Rejected) outcome);
    }
    scored.shadowed().ifPresent(shadowed -> outputs.shadowed(record, origin, scored, shadowed));
    meters.done(origin.partition(), origin.offset(), record.timestamp(), trace(record.headers()));
  }

  private static Optional<TraceContext> trace(Headers headers) {
    Header header = headers.lastHeader(TraceContext.HEADER);
    return header == null || header.value() == null
        ? Optional.empty()
        : TraceContext.of(header.value());
  }

  /** Whatever is written from now on names this model. */
  private void by(Judge next) {
    if (judge == null || !judge.digest().equals(next.digest())) {
      judge = next;
      json.by(next.bundle());
      sources.ifPresent(watch -> watch.by(next.bundle(), next.rules().orElseThrow()));
    }
  }

  private void judged(Record<byte[], byte[]> record, Origin origin, Scored atRate) {
    Optional<Outputs.Envelope> fitting = outputs.envelope(record);
    if (fitting.isEmpty()) {
      rejected(record, origin, outputs.keyTooLarge(record));
      return;
    }
    Outputs.Envelope envelope = fitting.get();
    Scored scored =
        discoveries
            .map(found -> atRate.with(found.judge(atRate.verdict(), origin.offset())))
            .orElse(atRate);
    byte[] source = scoring.sourceName().of(record);
    outputs.score(envelope, origin, json.score(origin, source, record.timestamp(), scored));
    Sighting.Finding finding = Sighting.Finding.normal(scored.verdict().pValue());
    if (scored.verdict().anomalous()) {
      byte[] anomaly = json.anomaly(origin, source, record.timestamp(), scored, envelope.room());
      outputs.anomaly(envelope, origin, anomaly);
      scoring
          .findings()
          .ifPresent(
              findings ->
                  findings.anomaly(
                      new Findings.Anomaly(
                          origin.id(), origin.topicId(), text(source), record.timestamp()),
                      anomaly));
      scored.explanation().ifPresent(meters::alarmed);
      finding = anomaly(origin, source, record.timestamp(), scored);
    }
    seen(record, origin, source, envelope.record().headers(), finding);
    meters.judged(scored.verdict(), judge.digest());
  }

  private Sighting.Finding anomaly(Origin origin, byte[] source, long timestamp, Scored scored) {
    Optional<Term> strongest =
        scored.explanation().stream()
            .flatMap(explanation -> explanation.reasons().stream())
            .map(Explanation.Reason::term)
            .findFirst();
    return new Sighting.Finding(
        Sighting.Kind.ANOMALOUS,
        scored.verdict().pValue(),
        strongest,
        room -> json.anomaly(origin, source, timestamp, scored, room));
  }

  private void seen(
      Record<byte[], byte[]> record,
      Origin origin,
      byte[] source,
      Headers headers,
      Sighting.Finding finding) {
    if (sources.isPresent() && source != null) {
      sources
          .get()
          .seen(
              new Sighting(
                  Bytes.wrap(source), origin.offset(), record.timestamp(), headers, finding));
    }
  }

  private void rejected(Record<byte[], byte[]> record, Origin origin, Outcome.Rejected outcome) {
    outputs.rejected(record, origin, outcome);
    if (sources.isPresent()) {
      int forHeaders = scoring.limit().bytes() / 4;
      Headers headers = ProducersHeaders.ofVerdict(record.headers(), forHeaders);
      byte[] source = scoring.sourceName().of(record);
      seen(record, origin, source, headers, Sighting.Finding.REJECTED);
    }
    scoring.findings().ifPresent(findings -> findings.rejected(rejection(record, origin, outcome)));
    meters.rejected(outcome.reason());
  }

  private static Optional<String> text(byte[] source) {
    return Optional.ofNullable(source).map(name -> new String(name, UTF_8));
  }

  private Findings.Rejection rejection(
      Record<byte[], byte[]> record, Origin origin, Outcome.Rejected outcome) {
    return new Findings.Rejection(
        origin.id(),
        origin.topicId(),
        text(scoring.sourceName().of(record)),
        record.timestamp(),
        outcome.reason().wireName(),
        outcome.detail());
  }

  @Override
  public void close() {
    if (json != null) {
      json.close();
    }
    alone.close();
    judge = null;
    sources.ifPresent(SourceWatch::close);
    sources = Optional.empty();
    if (discoveries.isPresent()) {
      meters.levels().remove(context.taskId().partition());
      discoveries = Optional.empty();
    }
  }
}
