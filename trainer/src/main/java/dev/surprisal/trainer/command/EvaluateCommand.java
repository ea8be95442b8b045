package dev.surprisal.trainer.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.cli.ImageOptions;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.data.ReadOptions;
import dev.surprisal.file.OutputFile;
import dev.surprisal.score.Score;
import dev.surprisal.trainer.data.Labels;
import dev.surprisal.trainer.evaluate.LogLikelihood;
import dev.surprisal.trainer.evaluate.ScoredSet;
import dev.surprisal.trainer.fit.Binarize;
import dev.surprisal.trainer.report.GateTable;
import dev.surprisal.trainer.report.ReportCardTable;
import dev.surprisal.trainer.run.ProjectData;
import dev.surprisal.trainer.run.QualityBar;
import dev.surprisal.trainer.suite.CardMaker;
import dev.surprisal.trainer.suite.Gate;
import dev.surprisal.trainer.suite.ReportCard;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a bundle's scores separate given anomalies from normal images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures what a model bundle finds, for each set of anomalies and each score.")
final class EvaluateCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final int LIKELIHOOD_IMAGES = 1000;
  private static final double DEFAULT_RATE = 0.01;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(
      names = "--normal",
      paramLabel = "FILE",
      description =
          "Clean images that the model was not trained on; default: MNIST's test images, as this"
              + " project ships them.")
  private Optional<Path> normal;

  @Mixin private ImageOptions reading;

  @Option(
      names = "--anomalies",
      arity = "1..*",
      paramLabel = "NAME=FILE-or-DIR",
      description =
          "Sets of strange images: a file or folder with a name for the report, or a folder alone, whose sub-folders are a set each.")
  private List<String> anomalies = List.of();

  @Option(
      names = "--misses",
      paramLabel = "FILE.png",
      description =
          "Also draws the anomalies that are not found, a row for each set, the least strange on the left.")
  private Optional<Path> misses;

  @Option(
      names = "--suite",
      paramLabel = "all",
      description =
          "Also prints the report card: what the model finds of sensor faults, corruptions and other"
              + " data made from the clean images, and what it calls strange in error.")
  private Optional<SuiteChoice> suite;

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description =
          "Also compares the model with this bundle on the same images: alarm rates, and what each finds.")
  private Optional<Path> against;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      converter = ScoreConverter.class,
      completionCandidates = ScoreConverter.class,
      description =
          "The report card's and the verdict's score: ${COMPLETION-CANDIDATES}; default: the bundle's.")
  private Optional<Score> score;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      description =
          "The report card's and the verdict's, in (0, 1); default: 0.01, or the smallest that the bundle's calibration supports.")
  private Optional<Double> falseAlarmRate;

  @Option(
      names = "--log-likelihood",
      paramLabel = "K",
      description =
          "Also estimates log p(x) of the first 1,000 normal images by K importance samples, as"
              + " Burda et al. 2016 do with 5000.")
  private Optional<Integer> samples;

  @Option(
      names = "--binarize",
      defaultValue = "none",
      paramLabel = "KIND",
      description =
          "How those images become black and white: none, threshold or dynamic; default:"
              + " ${DEFAULT-VALUE}.")
  private Binarize binarize;

  @Option(
      names = "--leave-out",
      paramLabel = "LABEL",
      description =
          "Take one label's normal images as anomalies; the labels stand beside the images.")
  private Optional<Integer> leaveOut;

  @Option(
      names = "--strict",
      description =
          "Fail when the report card's score misses a kind of image that it must find, or the model should not take the place of --against's.")
  private boolean strict;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures here.")
  private Optional<Path> json;

  /** The suites to measure by. */
  enum SuiteChoice {
    ALL
  }

  @Override
  public Integer call() {
    if (anomalies.isEmpty() && suite.isEmpty() && samples.isEmpty() && leaveOut.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "expected --anomalies NAME=FILE, --suite all, --leave-out LABEL or --log-likelihood K, got none");
    }
    json.ifPresent(OutputFile::expectWritable);
    misses.ifPresent(OutputFile::expectWritable);
    samples.ifPresent(
        k -> {
          if (k < 1) {
            throw new ParameterException(
                spec.commandLine(), "--log-likelihood: expected at least 1, got " + k);
          }
        });
    Bundle bundle = model.read().bundle();
    Optional<Bundle> former = against.map(path -> comparable(bundle, path));
    Path file = normal.orElseGet(() -> ProjectData.mnistTest("--normal", bundle.model().shape()));
    ReadOptions options = model.reading(reading, bundle);
    ImageSource all = ImageFiles.open(file, options);
    Map<String, ImageSource> sets = new LinkedHashMap<>();
    AnomalySets.of(anomalies)
        .forEach((name, path) -> sets.put(name, ImageFiles.open(path, options)));
    Optional<Labels> labels = leaveOut.map(label -> Labels.of(file, all));
    leaveOut.ifPresent(label -> sets.put("label " + label, labels.orElseThrow().only(label)));
    ImageSource clean = leaveOut.map(label -> labels.orElseThrow().without(label)).orElse(all);
    Optional<JudgedSets> judged =
        sets.isEmpty() ? Optional.empty() : Optional.of(judged(bundle, clean, sets));
    Optional<ReportCard> card = suite.map(choice -> card(bundle, clean));
    Optional<Gate> gate = former.map(other -> gate(bundle, other, clean, sets, card));
    json.ifPresent(path -> write(path, judged, card, gate));
    PrintWriter out = spec.commandLine().getOut();
    judged.ifPresent(figures -> figures.print(out));
    misses.ifPresent(picture -> judged.ifPresent(figures -> figures.drawMisses(picture, out)));
    card.ifPresent(figures -> ReportCardTable.print(figures, out));
    gate.ifPresent(figures -> GateTable.print(figures, out));
    samples.ifPresent(k -> printLogLikelihood(bundle, clean, k, out));
    out.flush();
    card.filter(figures -> strict)
        .ifPresent(figures -> QualityBar.expectFound(figures, bundle.model()));
    gate.filter(figures -> strict && !figures.objections().isEmpty())
        .ifPresent(
            figures -> {
              throw new BadInputException(
                  "--against: the model should not take that one's place: "
                      + String.join("; ", figures.objections()));
            });
    return 0;
  }

  /** The bundle to compare with; it has to read the same images. */
  private Bundle comparable(Bundle bundle, Path path) {
    Bundle other = model.read(path).bundle();
    if (!other.model().shape().equals(bundle.model().shape())
        || (reading.whiteLevel().isEmpty() && other.whiteLevel() != bundle.whiteLevel())) {
      throw new BadInputException(
          "--against: expected a bundle for images of %s whose white is %d, as --model's, got %s and %d"
              .formatted(
                  bundle.model().shape(),
                  bundle.whiteLevel(),
                  other.model().shape(),
                  other.whiteLevel()));
    }
    return other;
  }

  private Gate gate(
      Bundle bundle,
      Bundle other,
      ImageSource clean,
      Map<String, ImageSource> sets,
      Optional<ReportCard> card) {
    Score ours = score.orElse(bundle.defaultScore());
    Score theirs = score.orElse(other.defaultScore());
    double both = falseAlarmRate.orElseGet(() -> Math.max(rate(bundle, ours), rate(other, theirs)));
    return Gate.of(
        new Gate.Judging(bundle, bundle.decision(ours, both)),
        new Gate.Judging(other, other.decision(theirs, both)),
        clean,
        sets,
        card.map(
                figures ->
                    ProjectData.suites(clean).stream()
                        .filter(one -> !figures.usual().contains(one.name()))
                        .toList())
            .orElse(List.of()),
        ReportCard.SEED);
  }

  private void printLogLikelihood(Bundle bundle, ImageSource clean, int draws, PrintWriter out) {
    ScoredSet.expectShape(bundle.model(), clean);
    long seed = bundle.provenance().seed();
    ImageSource images =
        binarize.of(clean.slice(0, Math.min(LIKELIHOOD_IMAGES, clean.size())), seed);
    double nats = LogLikelihood.mean(bundle.model().vae(), images, draws, seed);
    out.printf(
        Locale.ROOT,
        "log p(x) %.2f nats: %d images, %d importance samples%n",
        nats,
        images.size(),
        draws);
  }

  private ReportCard card(Bundle bundle, ImageSource clean) {
    Score measured = score.orElse(bundle.defaultScore());
    return CardMaker.card(
        bundle,
        measured,
        clean,
        rate(bundle, measured),
        ProjectData.suites(clean),
        ReportCard.SEED,
        done -> {});
  }

  private double rate(Bundle bundle, Score measured) {
    double smallest = bundle.calibrations().get(measured).smallestRate();
    double rate = falseAlarmRate.orElse(Math.max(DEFAULT_RATE, smallest));
    bundle.decision(measured, rate); // refuses a rate that the calibration does not support
    return rate;
  }

  private JudgedSets judged(Bundle bundle, ImageSource clean, Map<String, ImageSource> sets) {
    Score decides = score.orElse(bundle.defaultScore());
    return JudgedSets.of(bundle, decides, rate(bundle, decides), clean, sets);
  }

  private static void write(
      Path file, Optional<JudgedSets> judged, Optional<ReportCard> card, Optional<Gate> gate) {
    ObjectNode root = JSON.createObjectNode();
    judged.ifPresent(figures -> root.setAll(figures.json(JSON)));
    card.ifPresent(figures -> root.set("reportCard", JSON.valueToTree(figures)));
    gate.ifPresent(figures -> root.set("against", GateTable.json(JSON, figures)));
    OutputFile.writeText(file, writer -> writer.write(JSON.writeValueAsString(root) + "\n"));
  }
}
