package dev.surprisal.stream.kafka;

import dev.surprisal.cli.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics' names.
 *
 * @param images in: bytes
 * @param scores out: a verdict for each image
 * @param anomalies out: the verdicts on anomalous images, with pictures
 * @param rejected out: what is no image, as it came, and why
 * @param alerts out: what is wrong with a source, where sources are followed
 * @param shadow out: how a candidate compares with the model in force, where models come from a
 *     topic
 */
public record Topics(
    String images,
    String scores,
    String anomalies,
    String rejected,
    Optional<String> alerts,
    Optional<String> shadow) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** The names unless set otherwise. */
  public static final Topics DEFAULT = new Topics("images", "scores", "anomalies", "rejected");

  /** Where the evidence about a candidate goes unless set otherwise. */
  public static final String SHADOW = "shadow";

  /** The largest record that the images' topic takes where we create it. */
  public static final int LARGEST_IMAGE = 16 << 20;

  /** A rejected record carries the reason on top of what came. */
  public static final int LARGEST_OUTPUT = LARGEST_IMAGE + (64 << 10);

  /**
   * @throws dev.surprisal.cli.SettingsException if a name is no topic's, or two are the same
   */
  public Topics {
    List<String> names = names(Stream.of(images, scores, anomalies, rejected), alerts, shadow);
    Problems problems = new Problems();
    for (String name : names) {
      boolean good = NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
      problems.expect(good, "topic", "1 to 249 of a-z, A-Z, 0-9, dot, _ and -", name);
    }
    problems.expect(
        names.stream().distinct().count() == names.size(), "topics", "different names", names);
    problems.throwIfAny();
  }

  /** Without alerts and candidates. */
  public Topics(String images, String scores, String anomalies, String rejected) {
    this(images, scores, anomalies, rejected, Optional.empty(), Optional.empty());
  }

  /** The same with alerts on a topic, or without alerts. */
  public Topics withAlerts(Optional<String> topic) {
    return new Topics(images, scores, anomalies, rejected, topic, shadow);
  }

  /** The same with evidence about candidates on a topic, or without. */
  public Topics withShadow(Optional<String> topic) {
    return new Topics(images, scores, anomalies, rejected, alerts, topic);
  }

  /** The same with outputs whose names end with a text. */
  public Topics withOutputSuffix(String suffix) {
    return new Topics(
        images,
        scores + suffix,
        anomalies + suffix,
        rejected + suffix,
        alerts.map(topic -> topic + suffix),
        shadow.map(topic -> topic + suffix));
  }

  public List<String> all() {
    return names(Stream.of(images, scores, anomalies, rejected), alerts, shadow);
  }

  /** The topics that verdicts go to. */
  public List<String> outputs() {
    return names(Stream.of(scores, anomalies, rejected), alerts, shadow);
  }

  private static List<String> names(
      Stream<String> always, Optional<String> alerts, Optional<String> shadow) {
    return Stream.of(always, alerts.stream(), shadow.stream()).flatMap(some -> some).toList();
  }

  /**
   * What a topic needs that we create. Verdicts get the broker's time: by the image's, which may be
   * a month old, retention would delete them minutes after they were written.
   */
  Map<String, String> configuration(String topic) {
    return topic.equals(images)
        ? Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(LARGEST_IMAGE))
        : Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(LARGEST_OUTPUT),
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "LogAppendTime");
  }
}
