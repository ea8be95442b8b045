package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.LabelMeters;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.meter.Backlog;
import dev.surprisal.stream.meter.JudgingModel;
import dev.surprisal.stream.meter.ModelTopicMeters;
import dev.surprisal.stream.meter.PlatformMeters;
import dev.surprisal.stream.meter.Progress;
import dev.surprisal.stream.meter.ScoringMeters;
import dev.surprisal.stream.meter.SourceMeters;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.testing.InkModel;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of meters and what a scrape says of itself are the same. */
class PublishedMetersTest {
  private static final Pattern HELP = Pattern.compile("# HELP (surprisal_\\w+) (.*)");
  private static final Pattern FOREIGN =
      Pattern.compile("# TYPE ((?:kafka|jvm|process|system)_\\w+) \\w+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  @TempDir Path folder;

  @Test
  void readmeListsTheScorersMeters() throws IOException {
    List<String> scrape = scrape();

    Map<String, String> rows = new TreeMap<>();
    for (String line : scrape) {
      Matcher help = HELP.matcher(line);
      if (help.matches()) {
        rows.put(help.group(1), row(scrape, help.group(1), help.group(2)));
      }
    }

    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(
            "| meter | type | meaning |\n| --- | --- | --- |\n"
                + String.join("\n", rows.values())
                + "\n\n");
  }

  @Test
  void panelsAndRulesAskForAllThatIsPublishedOfKafkaAndTheJvm() throws IOException {
    String asked = text("../grafana/dashboards") + text("../deploy/prometheus/rules");

    List<String> published =
        scrape().stream()
            .map(FOREIGN::matcher)
            .filter(Matcher::matches)
            .map(type -> type.group(1).replaceFirst("(jvm_gc_pause_seconds)_max", "$1"))
            .toList();

    assertThat(published)
        .contains("jvm_memory_used_bytes", "kafka_consumer_coordinator_rebalance_total")
        .allSatisfy(name -> assertThat(asked).contains(name));
  }

  private static String text(String folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder))) {
      for (Path file : files) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private static String row(List<String> scrape, String name, String help) {
    String type =
        scrape.stream()
            .filter(line -> line.startsWith("# TYPE " + name + " "))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .findFirst()
            .orElseThrow();
    String sample = type.equals("histogram") ? name + "_sum" : name;
    String labels =
        scrape.stream()
            .filter(line -> line.startsWith(sample + "{"))
            .map(LABEL::matcher)
            .flatMap(matcher -> matcher.results().map(result -> result.group(1)))
            .distinct()
            .collect(Collectors.joining(","));
    return "| `%s%s` | %s | %s |"
        .formatted(
            name, labels.isEmpty() ? "" : "{" + labels + "}", type, help.replace("|", "\\|"));
  }

  /** Of a scorer that has not started: every meter is there from the first scrape on. */
  private List<String> scrape() {
    LoadedBundle bundle = InkModel.bundle();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Decision decision = bundle.bundle().decision(Score.ELBO, 0.05);
    new ScoringMeters(registry, bundle, decision, Clock.systemUTC())
        .shadow()
        .show(Optional.of(new JudgingModel(bundle, decision)));
    new SourceMeters(registry, Stream.of(AlertKind.values()).map(AlertKind::wireName).toList());
    new LabelMeters(registry)
        .show(
            List.of(
                new LabelBook.Entry(
                    new Label(
                        "images-0-1",
                        Optional.empty(),
                        Opinion.NORMAL,
                        "somebody",
                        Optional.empty(),
                        Optional.empty()),
                    0)),
            Instant.EPOCH);
    ModelTopicMeters.register(registry, () -> false, () -> 0, () -> 0, () -> 0, () -> false);
    Properties properties = new Properties();
    properties.put("application.id", "meters");
    properties.put("bootstrap.servers", "127.0.0.1:9");
    properties.put("state.dir", folder.toString());
    StreamsBuilder topology = new StreamsBuilder();
    topology.stream("images");
    try (KafkaStreams streams = new KafkaStreams(topology.build(), properties);
        PlatformMeters platform = new PlatformMeters(registry)) {
      platform.bind(
          streams, Backlog.of(streams, "images", new Progress()), () -> 0, () -> 0, () -> 1);
      return registry.scrape().lines().toList();
    }
  }
}
