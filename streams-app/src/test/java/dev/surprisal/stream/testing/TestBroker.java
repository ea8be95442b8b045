package dev.surprisal.stream.testing;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real broker in this JVM, on free ports; one for all tests, each with topics of its own. */
public final class TestBroker {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static KafkaClusterTestKit cluster;

  private TestBroker() {}

  /** The connection; starts the broker on first use. */
  public static synchronized KafkaConnection connection(Map<String, String> settings) {
    if (cluster == null) {
      cluster = start();
      Runtime.getRuntime().addShutdownHook(new Thread(TestBroker::stop));
    }
    return new KafkaConnection(cluster.bootstrapServers(), settings);
  }

  public static KafkaConnection connection() {
    return connection(Map.of());
  }

  /** Four names that no other test has. */
  public static Topics topics() {
    String prefix = "t" + NUMBER.incrementAndGet() + "-";
    return new Topics(
        prefix + "images", prefix + "scores", prefix + "anomalies", prefix + "rejected");
  }

  private static KafkaClusterTestKit start() {
    return start(Map.of());
  }

  /** One of the caller's own, with settings of its own. */
  public record Own(KafkaClusterTestKit kit) implements AutoCloseable {
    public KafkaConnection connection() {
      return new KafkaConnection(kit.bootstrapServers(), Map.of());
    }

    @Override
    public void close() {
      TestBroker.close(kit);
    }
  }

  /** Starts one more; close it. */
  public static Own own(Map<String, String> settings) {
    return new Own(start(settings));
  }

  private static KafkaClusterTestKit start(Map<String, String> settings) {
    try {
      KafkaClusterTestKit.Builder builder =
          new KafkaClusterTestKit.Builder(
                  new TestKitNodes.Builder()
                      .setCombined(true)
                      .setNumBrokerNodes(1)
                      .setNumControllerNodes(1)
                      .setBaseDirectory(folder())
                      .build())
              .setConfigProp("offsets.topic.replication.factor", "1")
              .setConfigProp("offsets.topic.num.partitions", "4")
              .setConfigProp("transaction.state.log.replication.factor", "1")
              .setConfigProp("transaction.state.log.min.isr", "1")
              .setConfigProp("transaction.state.log.num.partitions", "4")
              .setConfigProp("group.initial.rebalance.delay.ms", "0")
              .setConfigProp("group.min.session.timeout.ms", "1000")
              .setConfigProp("auto.create.topics.enable", "false");
      settings.forEach(builder::setConfigProp);
      KafkaClusterTestKit kit = builder.build();
      kit.format();
      kit.startup();
      kit.waitForReadyBrokers();
      return kit;
    } catch (Exception e) {
      throw new AssertionError("the test's broker did not start", e);
    }
  }

  /**
   * The broker deletes it when it is closed. The kit's own is deleted by a shutdown hook, beside a
   * broker that is still closing and halts the JVM when its logs are gone.
   */
  private static Path folder() throws IOException {
    return Files.createTempDirectory("surprisal-broker");
  }

  private static synchronized void stop() {
    close(cluster);
  }

  private static void close(KafkaClusterTestKit kit) {
    try {
      kit.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
