package dev.surprisal.stream.models;

import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.Problems;
import dev.surprisal.cli.TrustOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code surprisal models shadow}: a model is the candidate, or is no longer. */
@Command(
    name = "shadow",
    mixinStandardHelpOptions = true,
    description =
        "Makes a model the candidate for the images of a topic, from the present end of each partition on. It judges nothing.")
final class ShadowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;
  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "The share of the images that it is for (default: ${DEFAULT-VALUE}).")
  private double share;

  @Option(names = "--end", description = "End that there is a candidate.")
  private boolean end;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIGEST",
      description = "The model's digest, or its first digits.")
  private Optional<String> digits = Optional.empty();

  private ShadowCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    new Problems()
        .expect(share > 0 && share <= 1, "--share", "above 0 and at most 1", share)
        .expect(end != digits.isPresent(), "DIGEST, --end", "one of them", end ? "both" : "none")
        .throwIfAny();
    try (Deciding deciding = options.open()) {
      Control control = end ? deciding.endShadow() : begun(deciding, digits.orElseThrow());
      spec.commandLine().getOut().println(LogCommand.line(control));
    }
    return 0;
  }

  private Control begun(Deciding deciding, String first) throws InterruptedException {
    PublishedBundle bundle = deciding.topic().history().meant(first);
    deciding.topic().fetch(bundle.digest()).load(new Trust(trust.publicKeys(), trust.digest()));
    return deciding.shadow(bundle, share);
  }
}
