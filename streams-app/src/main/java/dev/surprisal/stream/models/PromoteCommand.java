package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.TrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code surprisal models promote}: the candidate judges, if it has shown enough. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    description =
        "Lets the candidate judge all images from the present end of each partition on, if what surprisal models compare says of it is enough.")
final class PromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DecisionOptions options;
  @Mixin private EvidenceOptions evidence = new EvidenceOptions();
  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private LeadOption lead = new LeadOption();

  @Option(names = "--force", description = "Promote it even if that is not enough.")
  private boolean force;

  private PromoteCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Duration announced = lead.checked();
    try (Deciding deciding = options.open()) {
      Control candidate = evidence.candidate(deciding.topic(), options.images());
      Optional<String> missing = missing(deciding.topic(), candidate);
      if (missing.isPresent() && !force) {
        throw new BadInputException(
            "%s: is not promoted: %s; --force promotes it all the same"
                .formatted(Chunks.place(candidate.digest()), missing.get()));
      }
      deciding
          .topic()
          .fetch(candidate.digest())
          .load(new Trust(trust.publicKeys(), trust.digest()));
      missing.ifPresent(why -> spec.commandLine().getErr().println("forced although " + why));
      Control control =
          deciding.promote(
              deciding.topic().history().meant(candidate.digest()),
              announced,
              missing.isPresent() ? Control.Promotion.FORCE : Control.Promotion.EVIDENCE);
      spec.commandLine().getOut().println(LogCommand.line(control));
    }
    return 0;
  }

  /** Why what is known of the candidate is not enough. */
  private Optional<String> missing(ModelsTopic models, Control candidate) {
    try {
      String missing =
          String.join(
              "; ",
              evidence
                  .comparison(options.connection(), models, candidate, 0, Optional.empty())
                  .missing());
      return Optional.of(missing).filter(text -> !text.isEmpty());
    } catch (BadInputException e) {
      return Optional.of(e.getMessage());
    }
  }
}
