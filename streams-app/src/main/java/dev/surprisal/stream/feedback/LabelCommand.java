package dev.surprisal.stream.feedback;

import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import dev.surprisal.cli.Problems;
import dev.surprisal.stream.label.LabelOptions;
import dev.surprisal.stream.label.LabelWriter;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.watch.VerdictMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code surprisal label}: says of anomalies, by their ids, what they really are. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = "Writes down whether anomalies, named by their ids, are some; later labels win.")
public final class LabelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AnomalyOptions anomalies = new AnomalyOptions();
  @Mixin private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--as",
      paramLabel = "LABEL",
      required = true,
      description = "${COMPLETION-CANDIDATES}.")
  private Opinion opinion;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "topic-partition-offset.")
  private List<String> ids;

  private LabelCommand() {}

  @Override
  public Integer call() {
    Problems problems = new Problems();
    labels.check(problems);
    problems.throwIfAny();
    Map<String, VerdictMessage> found = find();
    expectAll(found.keySet());
    try (LabelWriter writer = labels.writer(anomalies.connection())) {
      found.values().forEach(anomaly -> writer.write(anomaly.label(opinion, labels.by())));
    }
    spec.commandLine().getOut().println("%d labelled %s".formatted(found.size(), opinion));
    return 0;
  }

  /** Of the ids, the newest where the images' topic was made again. */
  private Map<String, VerdictMessage> find() {
    Set<String> wanted = Set.copyOf(ids);
    Map<String, VerdictMessage> found = new HashMap<>();
    anomalies.read(
        verdict -> {
          if (verdict.anomalous() && wanted.contains(verdict.id())) {
            found.put(verdict.id(), verdict);
          }
        });
    return found;
  }

  private void expectAll(Set<String> found) {
    List<String> unknown = ids.stream().filter(id -> !found.contains(id)).distinct().toList();
    if (!unknown.isEmpty()) {
      throw new BadInputException(
          "%s: expected ids of anomalies, found none of %s; nothing was labelled"
              .formatted(
                  anomalies.topic(),
                  unknown.stream().map(PlainText::excerpt).collect(Collectors.joining(", "))));
    }
  }
}
