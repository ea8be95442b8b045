package dev.surprisal.stream.feedback;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.TrustOptions;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.file.OutputFile;
import dev.surprisal.image.ImageShape;
import dev.surprisal.stream.intake.TopicReader;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.label.LabelBook;
import dev.surprisal.stream.label.Opinion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal export}: the images that people labelled, as a file for other commands. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the anomalies that people called normal to a file that calibrate and train take.")
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AnomalyOptions anomalies = new AnomalyOptions();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The bundle that the images are for: those of another size are left out.")
  private Path model;

  @Mixin private TrustOptions trust;

  @Option(
      names = "--as",
      paramLabel = "LABEL",
      description = "Which ones: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Opinion opinion = Opinion.NORMAL;

  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description = "Where labels are (default: ${DEFAULT-VALUE}).")
  private String labels = LabelsTopic.DEFAULT;

  @Option(
      names = "--clean",
      paramLabel = "FILE-or-DIR",
      description = "Clean images to write before them, for calibrate to have all in one file.")
  private Optional<Path> clean = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE.npz",
      required = true,
      description = "NumPy's file of the images, with what each is beside.")
  private Path out;

  private ExportCommand() {}

  @Override
  public Integer call() {
    OutputFile.expectWritable(out);
    LoadedBundle bundle = BundleFolder.read(model, new Trust(trust.publicKeys(), trust.digest()));
    LabelBook book = LabelBook.onHeap();
    try (TopicReader reader = new TopicReader(anomalies.connection(), List.of(labels), true)) {
      reader.readToEnd(book::read);
    }
    book.leftOut().ifPresent(spec.commandLine().getErr()::println);
    ImageShape shape = bundle.bundle().model().shape();
    Optional<ImageSource> before = clean.map(path -> open(path, bundle.bundle()));
    LabelledImages images = new LabelledImages(book, opinion, shape, before);
    anomalies.read(images::addIfLabelled);
    images.noteMissing(anomalies.topic()).forEach(spec.commandLine().getErr()::println);
    if (images.size() == 0) {
      throw new BadInputException(
          "%s: expected images labelled %s on %s, found none; nothing was written"
              .formatted(labels, opinion, anomalies.topic()));
    }
    OutputFile.write(out, file -> images.write(file, bundle, anomalies.topic(), labels));
    PrintWriter words = spec.commandLine().getOut();
    words.println(
        "%s%d images labelled %s written to %s"
            .formatted(
                before.map(some -> some.size() + " clean images and ").orElse(""),
                images.size(),
                opinion,
                out));
    return 0;
  }

  private ImageSource open(Path path, Bundle bundle) {
    ImageSource images =
        ImageFiles.open(
            path,
            new ReadOptions(false, bundle.whiteLevel(), spec.commandLine().getErr()::println));
    ImageShape shape = bundle.model().shape();
    if (!images.shape().equals(shape)) {
      throw new BadInputException(
          "--clean: expected images of %s, the model's size, got %s in %s"
              .formatted(shape, images.shape(), path));
    }
    return images;
  }
}
