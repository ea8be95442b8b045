package dev.surprisal.stream.feed;

import dev.surprisal.cli.ImageOptions;
import dev.surprisal.cli.Problems;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.image.GrayImage;
import dev.surprisal.stream.kafka.KafkaOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal feed}: images from a file onto a topic. */
@Command(
    name = "feed",
    mixinStandardHelpOptions = true,
    description = "Sends a file's images to a topic, some of another file mixed in.")
public final class FeedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--images",
      paramLabel = "FILE-or-DIR",
      required = true,
      description = "The images, in order: as `train` takes them, or one picture.")
  private Path images;

  @Mixin private ImageOptions reading;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "images",
      description = "Where they go (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Images a second, 0 for as many as there can be (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often the file is sent, 0 for ever (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--anomalies",
      paramLabel = "FILE",
      description = "Images of which now and then one is sent instead.")
  private Optional<Path> anomalies = Optional.empty();

  @Option(
      names = "--anomaly-rate",
      paramLabel = "P",
      defaultValue = "0.01",
      description = "How probable that is for each image (default: ${DEFAULT-VALUE}).")
  private double anomalyRate;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "raw",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ImageEncoding format;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The records' key, which names their source (default: none).")
  private Optional<String> source = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which anomalies come when (default: ${DEFAULT-VALUE}).")
  private long seed;

  private FeedCommand() {}

  @Override
  public Integer call() {
    new Problems()
        .expect(rate >= 0 && rate <= 1e9, "--rate", "0 to 1e9", rate)
        .expect(repeat >= 0, "--repeat", "at least 0", repeat)
        .expect(anomalyRate >= 0 && anomalyRate <= 1, "--anomaly-rate", "0 to 1", anomalyRate)
        .throwIfAny();
    ImageSource clean = open(images);
    Optional<ImageSource> strange = anomalies.map(this::open);
    try (ImageSender sender = new ImageSender(kafka.connection(), topic, source)) {
      long strangers = send(sender, clean, strange);
      sender.flush();
      spec.commandLine()
          .getOut()
          .println(
              "sent %d images to %s, %d of them anomalies"
                  .formatted((long) repeat * clean.size(), topic, strangers));
    }
    return 0;
  }

  private ImageSource open(Path path) {
    return ImageFiles.open(
        path,
        new ReadOptions(
            reading.skipBroken(),
            reading.whiteLevel().orElse(ReadOptions.DEFAULT.whiteLevel()),
            spec.commandLine().getErr()::println));
  }

  /** Returns how many of the images were anomalies. */
  private long send(ImageSender sender, ImageSource clean, Optional<ImageSource> strange) {
    SplittableRandom random = new SplittableRandom(seed);
    Pace pace = new Pace(rate);
    long strangers = 0;
    for (int round = 0; repeat == 0 || round < repeat; round++) {
      for (int i = 0; i < clean.size(); i++) {
        pace.await();
        boolean stranger = strange.isPresent() && random.nextDouble() < anomalyRate;
        ImageSource from = stranger ? strange.orElseThrow() : clean;
        GrayImage image = from.image(stranger ? random.nextInt(from.size()) : i);
        sender.send(format.encode(image), format.contentType(), metadata -> {});
        strangers += stranger ? 1 : 0;
      }
    }
    return strangers;
  }
}
