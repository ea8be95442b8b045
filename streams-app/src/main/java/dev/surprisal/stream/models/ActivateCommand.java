package dev.surprisal.stream.models;

import dev.surprisal.bundle.Trust;
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
  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;
  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private LeadOption lead = new LeadOption();

  @Option(
      names = "--new-size",
      description = "Activate it even if it is for images of another size; others are rejected.")
  private boolean newSize;

  @Parameters(paramLabel = "DIGEST", description = "The model's digest, or its first digits.")
  private String digits;

  private ActivateCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Duration announced = lead.checked();
    try (Deciding deciding = options.open()) {
      PublishedBundle bundle = deciding.topic().history().meant(digits);
      deciding.topic().fetch(bundle.digest()).load(new Trust(trust.publicKeys(), trust.digest()));
      Control control = deciding.activate(bundle, announced, newSize);
      spec.commandLine().getOut().println(LogCommand.line(control));
    }
    return 0;
  }
}
