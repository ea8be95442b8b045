package dev.surprisal.stream.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.Child;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.WholeTopic;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/limits.md} says of faults inside a scorer, one in a JVM of its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** At a topic of 20,000 records, whose reading takes the scorer's time. */
  private static final Duration LOOKS = Duration.ofSeconds(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Topics topics = TestBroker.topics();
  private final KafkaConnection connection = TestBroker.connection();
  @TempDir Path folder;

  @BeforeEach
  void writeModel() {
    InkModel.write(folder.resolve("model"));
  }

  @Test
  void heapThatIsTooSmallForAnImageEndsTheScorerAndDoesNotRejectTheImage() throws Exception {
    try (Child scorer = start("-Xmx32m")) {
      await().atMost(PATIENCE).until(() -> output().contains("scoring; metrics"));
      try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
        sender.send(largeJpeg(), "image/jpeg", landed -> {});
        sender.flush();
      }

      await().atMost(PATIENCE).until(() -> scorer.exitCode().isPresent());
      assertThat(scorer.exitCode()).hasValue(1);
      assertThat(output())
          .contains("died 4 times within 5 minutes, the last time of: OutOfMemoryError");
      assertThat(output().lines().filter(line -> line.contains("died and is replaced")))
          .hasSize(3)
          .allSatisfy(
              line -> assertThat(JSON.readTree(line).at("/data/budget").asText()).isEqualTo("3"));
    }
    assertThat(WholeTopic.of(connection, topics.scores())).isEmpty();
    assertThat(WholeTopic.of(connection, topics.rejected())).isEmpty();
  }

  @Test
  void nativesThatCannotBeLoadedEndTheScorerAtItsStart() throws Exception {
    try (Child scorer = start("-Dorg.bytedeco.javacpp.platform=linux-nowhere")) {
      await().atMost(PATIENCE).until(() -> scorer.exitCode().isPresent());
      assertThat(scorer.exitCode()).hasValue(1);
      assertThat(output().lines().filter(line -> line.contains("surprisal stream: ")))
          .singleElement()
          .asString()
          .contains("JavaCPP");
    }
  }

  @Test
  void nativeCodeThatCrashesEndsTheScorerAndTheNextScoresEachImageOnce() throws Exception {
    int half = 10_000;
    try (Child scorer = start("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder + "/crash")) {
      await().atMost(PATIENCE).until(() -> output().contains("scoring; metrics"));
      send(half);
      await().atMost(PATIENCE).until(() -> !WholeTopic.of(connection, topics.scores()).isEmpty());

      scorer.crash();

      await().atMost(PATIENCE).until(() -> scorer.exitCode().isPresent());
      assertThat(scorer.exitCode().getAsInt()).isNotZero();
      assertThat(output()).contains("SIGSEGV");
    }
    send(half);
    try (Child scorer = start()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(LOOKS)
          .until(() -> WholeTopic.of(connection, topics.scores()).size() >= 2 * half);
      assertThat(scorer.terminate(60)).isTrue();
    }
    Set<String> scored = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> verdict : WholeTopic.of(connection, topics.scores())) {
      assertThat(scored.add(JSON.readTree(verdict.value()).get("id").asText())).isTrue();
    }
    assertThat(scored).hasSize(2 * half);
    assertThat(WholeTopic.of(connection, topics.rejected())).isEmpty();
  }

  private void send(int images) {
    try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      for (int i = 0; i < images; i++) {
        sender.send(InkModel.ink(i % 40), "application/octet-stream", landed -> {});
      }
      sender.flush();
    }
  }

  private Child start(String... options) {
    return Child.scorer(
        folder,
        List.of(options),
        connection,
        topics,
        List.of(
            "--resize",
            "--log-format=json",
            "--kafka=main.consumer.session.timeout.ms=1500",
            "--kafka=main.consumer.heartbeat.interval.ms=300"));
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Of four components, as for printing: its decoder needs 16 MB. */
  private static byte[] largeJpeg() throws IOException {
    Raster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 2048, 2048, 4, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(inks, null, null));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
