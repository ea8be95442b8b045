package dev.surprisal.stream.models;

import dev.surprisal.bundle.Bundle;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.cli.TrustOptions;
import java.io.PrintWriter;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code surprisal models show}: one bundle, verified. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Fetches a model from the topic, verifies it, and says where it comes from.")
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelTopicOptions options;
  @Mixin private TrustOptions trust = new TrustOptions();

  @Parameters(paramLabel = "DIGEST", description = "The model's digest, or its first digits.")
  private String digits;

  private ShowCommand() {}

  @Override
  public Integer call() {
    try (ModelsTopic topic = options.read()) {
      PublishedBundle published = topic.history().meant(digits);
      LoadedBundle loaded =
          topic.fetch(published.digest()).load(new Trust(trust.publicKeys(), trust.digest()));
      Bundle bundle = loaded.bundle();
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "model %s%s"
              .formatted(bundle.name(), ListCommand.roles(topic.history(), loaded.digest())));
      out.println("digest " + loaded.digest());
      out.println("published " + published.publishedAt());
      out.println("created " + bundle.provenance().createdAt());
      out.println("preset " + bundle.preset());
      out.println("images " + bundle.model().shape());
      out.println("score " + bundle.defaultScore().wireName());
      out.println("calibration images " + bundle.calibrations().get(bundle.defaultScore()).size());
      out.println(
          loaded.golden().size() == 0
              ? "verified by its digests; it has no golden set, being of an earlier release"
              : "verified by its digests and its golden set");
      new TreeMap<>(bundle.provenance().evaluation())
          .forEach((name, value) -> out.println("evaluation " + name + " " + value));
    }
    return 0;
  }
}
