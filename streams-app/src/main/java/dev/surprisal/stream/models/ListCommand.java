package dev.surprisal.stream.models;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code surprisal models list}: what there is. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the models on the topic, and which of them are active or candidates.")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelTopicOptions options;

  private ListCommand() {}

  @Override
  public Integer call() {
    try (ModelsTopic topic = options.read()) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%-14s%-22s%-12s%9s  %s%n", "DIGEST", "PUBLISHED", "PRESET", "BYTES", "NAME");
      for (PublishedBundle bundle : topic.history().bundles()) {
        out.printf(
            Locale.ROOT,
            "%-14s%-22s%-12s%9d  %s%s%n",
            bundle.digest().substring(0, 12),
            bundle.publishedAt().toString().replaceAll("\\.\\d+", ""),
            bundle.preset(),
            bundle.size(),
            bundle.name(),
            roles(topic.history(), bundle.digest()));
      }
    }
    return 0;
  }

  /** What it is at the moment, for each topic of images. */
  static String roles(History history, String digest) {
    List<String> roles = new ArrayList<>();
    for (String images :
        history.controls().stream()
            .map(Control::images)
            .collect(Collectors.toCollection(TreeSet::new))) {
      Regime regime = history.regime(images);
      if (regime.active().filter(active -> active.digest().equals(digest)).isPresent()) {
        roles.add("active on " + images);
      } else if (regime.prepared().filter(next -> next.digest().equals(digest)).isPresent()) {
        roles.add("prepared for " + images);
      } else if (regime.previous().filter(last -> last.digest().equals(digest)).isPresent()) {
        roles.add("previous on " + images);
      }
      if (regime.candidate().filter(next -> next.digest().equals(digest)).isPresent()) {
        roles.add("candidate for " + images);
      }
    }
    return roles.isEmpty() ? "" : " (" + String.join(", ", roles) + ")";
  }
}
