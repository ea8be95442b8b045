package dev.surprisal.stream.models;

import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.Problems;
import dev.surprisal.cli.TrustOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code surprisal models activate}: a model judges from now on. */
@Command(
    name = "activate",
    mixinStandardHelpOptions = true,
    description =
        "Lets a model judge all images from the present end of each partition on; the first one, from the beginning.")
final class ActivateCommand implements Callable<Integer> {
  private static final int LONGEST_LEAD = 3_600;

  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;
  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--lead",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description =
          "Time that scorers get to load the model before it judges (default: ${DEFAULT-VALUE}).")
  private int lead;

  @Option(
      names = "--new-size",
      description = "Activate it even if it is for images of another size; others are rejected.")
  private boolean newSize;

  @Parameters(paramLabel = "DIGEST", description = "The model's digest, or its first digits.")
  private String digits;

  private ActivateCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    new Problems()
        .expect(lead >= 0 && lead <= LONGEST_LEAD, "--lead", "0 to " + LONGEST_LEAD, lead)
        .throwIfAny();
    try (Deciding deciding = options.open()) {
      PublishedBundle bundle = deciding.topic().history().meant(digits);
      deciding.topic().fetch(bundle.digest()).load(new Trust(trust.publicKeys(), trust.digest()));
      Control control = deciding.activate(bundle, Duration.ofSeconds(lead), newSize);
      spec.commandLine().getOut().println(LogCommand.line(control));
    }
    return 0;
  }
}
