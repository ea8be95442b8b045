package dev.surprisal.stream.broker;

import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicOptions;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal broker}: a Kafka to try things with. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "A real single-node Kafka (KRaft) on this machine, for trying things.")
public final class BrokerCommand implements Callable<Integer> {
  /** What the line begins with that says that the broker is ready; an address follows. */
  static final String READY = "broker ready at ";

  @Spec private CommandSpec spec;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port on the loopback interface, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where records are kept (default: a temporary folder, deleted at the end).")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--until-stdin-ends",
      hidden = true,
      description = "Stop when the parent process closes our standard input, or dies.")
  private boolean untilStdinEnds;

  private BrokerCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Topics names = topics.topics();
    Path folder = data.orElseGet(TemporaryFolder::create);
    AtomicReference<LocalBroker> started = new AtomicReference<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, folder), "surprisal-stop"));
    LocalBroker broker = LocalBroker.start(port, folder);
    started.set(broker);
    new TopicSetup(
            new KafkaConnection(broker.bootstrapServers(), Map.of()),
            names,
            topics.partitions(),
            true)
        .await(Duration.ofSeconds(60), reason -> {});
    PrintWriter out = spec.commandLine().getOut();
    out.println(READY + broker.bootstrapServers());
    out.println("topics: " + String.join(", ", names.all()));
    out.flush();
    if (untilStdinEnds) {
      readToTheEnd(System.in);
    } else {
      broker.await();
    }
    return 0;
  }

  private void stop(AtomicReference<LocalBroker> started, Path folder) {
    if (started.get() != null) {
      started.get().close();
    }
    if (data.isEmpty()) {
      TemporaryFolder.delete(folder);
    }
  }

  private static void readToTheEnd(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
