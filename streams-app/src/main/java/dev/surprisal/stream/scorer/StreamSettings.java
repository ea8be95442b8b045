package dev.surprisal.stream.scorer;

import dev.surprisal.cli.Problems;
import dev.surprisal.score.Score;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that the scorer can be told.
 *
 * @param model the bundle's folder
 * @param applicationId the consumer group; instances with the same one share the work
 * @param score the score that decides, or the bundle's own choice
 * @param control what may be called anomalous
 * @param resize whether a PNG or JPEG of another size is brought to the model's
 * @param threads stream threads, each with a BLAS thread
 * @param partitions of a topic that has to be created
 * @param createTopics whether a missing topic is created, or an error
 * @param httpPort 0 for a free one
 * @param stateDir where Kafka Streams keeps what it keeps; nothing of value
 * @param startupTimeout how long the broker may be unreachable at the start
 */
public record StreamSettings(
    KafkaConnection connection,
    Topics topics,
    Path model,
    String applicationId,
    Optional<Score> score,
    AlarmControl control,
    boolean resize,
    Guarantee guarantee,
    GroupProtocol groupProtocol,
    int threads,
    int partitions,
    boolean createTopics,
    String httpHost,
    int httpPort,
    Path stateDir,
    Duration startupTimeout) {
  private static final Pattern APPLICATION_ID = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * @throws dev.surprisal.cli.SettingsException with every problem at once
   */
  public StreamSettings {
    new Problems()
        .expect(
            APPLICATION_ID.matcher(applicationId).matches(),
            "--application-id",
            "1 to 200 of a-z, A-Z, 0-9, dot, _ and -",
            applicationId)
        .expect(
            control.rate() > 0 && control.rate() < 1,
            control.kind() == AlarmControl.Kind.FDR ? "--fdr" : "--false-alarm-rate",
            "a number between 0 and 1",
            control.rate())
        .expect(threads >= 1 && threads <= 256, "--threads", "1 to 256", threads)
        .expect(partitions >= 1 && partitions <= 10_000, "--partitions", "1 to 10000", partitions)
        .expect(httpPort >= 0 && httpPort <= 65_535, "--http-port", "0 to 65535", httpPort)
        .expect(!startupTimeout.isNegative(), "--startup-timeout", "at least 0 s", startupTimeout)
        .throwIfAny();
  }
}
