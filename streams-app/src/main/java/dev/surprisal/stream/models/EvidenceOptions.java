package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which candidate a command is about, and where the evidence about it is. */
final class EvidenceOptions {
  @Option(
      names = "--shadow-topic",
      paramLabel = "TOPIC",
      description =
          "Where scorers write how the candidate compares with the model in force (default: ${DEFAULT-VALUE}).")
  private String shadow = Topics.SHADOW;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIGEST",
      description = "The candidate's digest, or its first digits (default: whichever it is).")
  private Optional<String> digits = Optional.empty();

  /**
   * The decision that made a model the candidate.
   *
   * @throws BadInputException if there is no candidate, or it is not the one that is meant
   */
  Control candidate(ModelsTopic models, String images) {
    Control candidate =
        models
            .history()
            .regime(images)
            .candidate()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--images-topic: expected a candidate for %s, got none; surprisal models shadow makes a model one"
                            .formatted(images)));
    if (digits.isPresent() && !candidate.digest().startsWith(digits.get())) {
      throw new BadInputException(
          "%s: expected the first digits of the candidate's digest, which is %.12s, for %s"
              .formatted(digits.get(), candidate.digest(), images));
    }
    return candidate;
  }

  /**
   * Adds up what scorers wrote of a candidate since it is one.
   *
   * @param mostDisputes images on which the two models differ, at most
   * @param since when the oldest images were judged that count, if not all do
   * @throws BadInputException if there is nothing yet
   */
  Comparison comparison(
      KafkaConnection connection,
      ModelsTopic models,
      Control candidate,
      int mostDisputes,
      Optional<Instant> since) {
    Control active = models.history().regime(candidate.images()).active().orElseThrow();
    Evidence evidence = new Evidence(candidate, active, mostDisputes);
    List<String> topic = List.of(shadow);
    try (TopicReader reader =
        since
            .map(time -> TopicReader.since(connection, topic, time))
            .orElseGet(() -> new TopicReader(connection, topic, true))) {
      reader.readToEnd(evidence::add);
    }
    return evidence
        .comparison()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--shadow-topic: nothing on %s%s compares %s with %s, which is in force; scorers write it as images of the candidate's share come"
                        .formatted(
                            shadow,
                            since.map(" since %s"::formatted).orElse(""),
                            Chunks.place(candidate.digest()),
                            Chunks.place(active.digest()))));
  }
}
