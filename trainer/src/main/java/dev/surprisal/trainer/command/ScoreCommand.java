package dev.surprisal.trainer.command;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.cli.ImageOptions;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.file.OutputFile;
import dev.surprisal.score.Decision;
import dev.surprisal.score.Score;
import dev.surprisal.score.Scores;
import dev.surprisal.score.Verdict;
import dev.surprisal.trainer.evaluate.ScoredSet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code score}: images in, a table of scores out. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = "Scores images by a model bundle, one row of CSV for each.")
final class ScoreCommand implements Callable<Integer> {
  static final String HEADER =
      "index,score,p_value,anomalous,elbo_nats,reconstruction_nats,kl_nats,mse,file,index_in_file";

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE-or-DIR",
      description =
          "What to score: a folder of PNG and JPEG files or one of them, or an IDX, .npy or .npz file.")
  private Path images;

  @Mixin private ImageOptions reading;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.csv",
      description = "Where the table goes; replaced as a whole when it is complete.")
  private Path out;

  @Option(
      names = "--score",
      paramLabel = "NAME",
      converter = ScoreConverter.class,
      completionCandidates = ScoreConverter.class,
      description = "The score that decides: ${COMPLETION-CANDIDATES}; default: the bundle's.")
  private Optional<Score> score;

  @Option(
      names = "--false-alarm-rate",
      defaultValue = "0.01",
      paramLabel = "RATE",
      description =
          "Share of clean images that may be called anomalous; default: ${DEFAULT-VALUE}.")
  private double falseAlarmRate;

  @Override
  public Integer call() {
    OutputFile.expectWritable(out);
    Bundle bundle = model.read().bundle();
    Decision decision = bundle.decision(score.orElse(bundle.defaultScore()), falseAlarmRate);
    ImageSource source = ImageFiles.open(images, model.reading(reading, bundle));
    ScoredSet scored =
        ScoredSet.of(bundle.model(), EnumSet.of(decision.score(), Score.MSE), source);
    long anomalous = write(scored.scores(), decision, source);
    spec.commandLine()
        .getOut()
        .println(
            "images scored: %d, anomalous: %d by %s at a false-alarm rate of %s: %s"
                .formatted(
                    source.size(), anomalous, decision.score().wireName(), falseAlarmRate, out));
    return 0;
  }

  private long write(List<Scores> scores, Decision decision, ImageSource source) {
    List<Verdict> verdicts = scores.stream().map(decision::decide).toList();
    OutputFile.writeText(
        out,
        writer -> {
          writer.write(HEADER + "\n");
          for (int i = 0; i < verdicts.size(); i++) {
            writer.write(row(i, verdicts.get(i), source) + "\n");
          }
        });
    return verdicts.stream().filter(Verdict::anomalous).count();
  }

  private static String row(int index, Verdict verdict, ImageSource source) {
    Scores scores = verdict.scores();
    return String.format(
        Locale.ROOT,
        "%d,%.6f,%.8f,%b,%.6f,%.6f,%.6f,%.8f,%s,%d",
        index,
        verdict.score(),
        verdict.pValue(),
        verdict.anomalous(),
        scores.elboNats(),
        scores.reconstructionNats(),
        scores.klNats(),
        scores.meanSquaredError(),
        quoted(source.file(index)),
        source.indexInFile(index));
  }

  /** A field of CSV (RFC 4180): in quotes where it holds what would end it. */
  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
