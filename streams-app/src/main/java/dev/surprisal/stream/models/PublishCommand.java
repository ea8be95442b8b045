package dev.surprisal.stream.models;

import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.TrustOptions;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal models publish}: a bundle to the topic. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Verifies a model bundle and writes it to the topic; it judges nothing yet.")
final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelTopicOptions options;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The model bundle, with its signature if it has one.")
  private Path model;

  @Mixin private TrustOptions trust = new TrustOptions();

  private PublishCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    KafkaConnection connection = options.connection();
    Publication publication =
        Publication.of(model, new Trust(trust.publicKeys(), trust.digest()), Instant.now());
    ModelsTopicSetup.ensure(connection, options.topic());
    publication.write(connection, options.topic());
    PublishedBundle bundle = publication.bundle();
    spec.commandLine()
        .getOut()
        .println(
            "published the model %s, %s: %d files, %d bytes in %d chunks on %s"
                .formatted(
                    bundle.name(),
                    bundle.digest(),
                    bundle.files().size(),
                    bundle.size(),
                    bundle.chunks(),
                    options.topic()));
    return 0;
  }
}
