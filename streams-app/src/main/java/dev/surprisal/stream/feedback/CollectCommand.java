package dev.surprisal.stream.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.Problems;
import dev.surprisal.cli.TrustOptions;
import dev.surprisal.file.OutputFile;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.KafkaOptions;
import dev.surprisal.stream.watch.VerdictMessage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal collect}: a fair sample of clean images as they came, for other commands. */
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    description =
        "Writes a fair sample of the images that were judged, without those in which something was wrong, to a file that calibrate and train take.")
public final class CollectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private CollectOptions options = new CollectOptions();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The bundle that the images are for: it says of which size they are.")
  private Path model;

  @Mixin private TrustOptions trust;

  @Option(
      names = "--out",
      paramLabel = "FILE.npz",
      required = true,
      description = "NumPy's file of the images, with what each is beside.")
  private Path out;

  private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
  private long judged;

  private CollectCommand() {}

  @Override
  public Integer call() {
    Problems problems = new Problems();
    options.check(problems);
    problems.throwIfAny();
    OutputFile.expectWritable(out);
    LoadedBundle bundle = BundleFolder.read(model, new Trust(trust.publicKeys(), trust.digest()));
    KafkaConnection connection = kafka.connection();
    PrintWriter notes = spec.commandLine().getErr();
    Eligibility eligibility = options.eligibility(connection, notes::println);
    List<Candidate> sample = sample(connection, eligibility);
    CollectedImages images = new CollectedImages(sample, bundle, options.resize());
    images.read(connection, options.images());
    leftOut.merge(LeftOut.GONE, (long) images.gone(), Long::sum);
    leftOut.merge(LeftOut.UNREADABLE, (long) images.unreadable(), Long::sum);
    leftOut.values().removeIf(count -> count == 0);
    leftOut.forEach((why, count) -> notes.println("%d left out: %s".formatted(count, why.words())));
    if (images.size() == 0) {
      throw new BadInputException(
          "%s: expected verdicts on images that can be taken, found none among %d; nothing was written"
              .formatted(options.scores(), judged));
    }
    tell(images, notes);
    OutputFile.write(out, file -> images.write(file, this::describe));
    spec.commandLine()
        .getOut()
        .println("%d images of %d written to %s".formatted(images.size(), judged, out));
    return 0;
  }

  private List<Candidate> sample(KafkaConnection connection, Eligibility eligibility) {
    FairSample sample = new FairSample(options.until(), options.seed());
    options.readVerdicts(connection, record -> consider(record, eligibility, sample));
    return sample.draw();
  }

  private void consider(
      ConsumerRecord<byte[], byte[]> record, Eligibility eligibility, FairSample sample) {
    Optional<VerdictMessage> verdict = VerdictMessage.parse(record.value());
    Optional<ImageId> id = verdict.flatMap(some -> ImageId.parse(some.id()));
    if (id.isEmpty()) {
      return;
    }
    judged++;
    Optional<LeftOut> why = eligibility.whyNot(id.get(), verdict.get());
    why.ifPresent(reason -> leftOut.merge(reason, 1L, Long::sum));
    if (why.isEmpty()) {
      sample.add(Candidate.of(id.get(), verdict.get()));
    }
  }

  private void tell(CollectedImages images, PrintWriter notes) {
    if (images.size() < options.until()) {
      notes.println("%d were wanted, %d are there".formatted(options.until(), images.size()));
    }
    if (options.withoutAlarms()) {
      notes.println(
          "without alarms the strangest of the clean images are missing: a calibration on these gives nearly twice the false alarms that are set");
    } else if (images.alarms() > 0) {
      notes.println(
          "%d of them are alarms that nobody called anomalous; where some are true, label them and collect again, or as strange ones will pass as normal"
              .formatted(images.alarms()));
    }
  }

  private void describe(ObjectNode root) {
    options.describe(root);
    root.put("judged", judged);
    ObjectNode reasons = root.putObject("leftOut");
    leftOut.forEach((why, count) -> reasons.put(why.words(), count));
  }
}
