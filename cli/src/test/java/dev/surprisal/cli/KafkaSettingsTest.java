package dev.surprisal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class KafkaSettingsTest {
  @Command(name = "connect")
  private static final class Connect implements Runnable {
    @Option(names = "--kafka")
    private Map<String, String> kafka = new TreeMap<>();

    @Override
    public void run() {}
  }

  @TempDir Path folder;

  @Test
  void keysOfKafkaGoThroughFromFileEnvironmentAndCommandLine() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("settings"),
            "kafka.security.protocol=PLAINTEXT\nkafka.acks=all\nkafka.linger.ms=1\n");
    Map<String, String> environment =
        Map.of(
            "SURPRISAL_CONFIG", file.toString(),
            "SURPRISAL_KAFKA_SECURITY_PROTOCOL", "SSL",
            "SURPRISAL_KAFKA_LINGER_MS", "2",
            "SURPRISAL_KAFKA_PORT", "tcp://10.0.0.6:9092",
            "SURPRISAL_KAFKA_SERVICE_HOST", "10.0.0.6");
    Connect connect = new Connect();
    CommandLine line = CommandLines.of(connect, new Version(() -> ""), environment);

    int exitCode = line.execute("--kafka", "linger.ms=3", "--kafka", "client.id=me");

    assertThat(exitCode).isZero();
    assertThat(connect.kafka)
        .isEqualTo(
            Map.of("security.protocol", "SSL", "acks", "all", "linger.ms", "3", "client.id", "me"));
  }
}
