package dev.surprisal.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.data.ImageFiles;
import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.evaluate.Evaluation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well a bundle's scores tell given anomalies from given normal images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures what a model bundle finds, for each set of anomalies and each score.")
final class EvaluateCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  private Path model;

  @Option(
      names = "--normal",
      required = true,
      paramLabel = "FILE",
      description = "Clean images that the model was not trained on.")
  private Path normal;

  @Option(
      names = "--anomalies",
      required = true,
      arity = "1..*",
      paramLabel = "NAME=FILE",
      description = "Sets of strange images, each with a name for the report.")
  private Map<String, Path> anomalies = new LinkedHashMap<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures here.")
  private Optional<Path> json;

  @Override
  public Integer call() {
    Bundle bundle = BundleFolder.read(model).bundle();
    Map<String, ImageSource> sets = new LinkedHashMap<>();
    anomalies.forEach((name, file) -> sets.put(name, ImageFiles.open(file)));
    Evaluation evaluation = Evaluation.of(bundle, ImageFiles.open(normal), sets);
    json.ifPresent(
        file ->
            WholeFile.write(
                file,
                writer ->
                    writer.write(
                        JSON.writeValueAsString(EvaluationReport.json(JSON, evaluation)) + "\n")));
    PrintWriter out = spec.commandLine().getOut();
    EvaluationReport.print(evaluation, out);
    out.flush();
    return 0;
  }
}
