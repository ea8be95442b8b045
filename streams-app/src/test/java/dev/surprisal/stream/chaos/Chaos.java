package dev.surprisal.stream.chaos;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.broker.TemporaryFolder;
import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks/chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = "Kills instances and broker while images flow, then counts every verdict.")
public final class Chaos implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--images", defaultValue = "1000000", description = "How many are sent.")
  private int images;

  @Option(names = "--events", defaultValue = "30", description = "How often something happens.")
  private int events;

  @Option(names = "--guarantee", defaultValue = "exactly-once", description = "The scorer's.")
  private Guarantee guarantee;

  @Option(names = "--group-protocol", defaultValue = "classic", description = "The scorer's.")
  private GroupProtocol protocol;

  @Option(names = "--mutant", description = "Run the planted mistake; it must lose images.")
  private boolean mutant;

  @Option(names = "--seed", defaultValue = "1", description = "Of the events and their times.")
  private long seed;

  private Chaos() {}

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new Chaos(), arguments));
  }

  /** 0 if the guarantee was kept, 1 if not. */
  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan = new Plan(images, drawn(), guarantee, protocol, mutant, seed);
    Path folder = TemporaryFolder.create();
    Outcomes outcomes;
    try (Campaign campaign =
        new Campaign(
            plan,
            folder,
            line -> {
              out.println(line);
              out.flush();
            })) {
      outcomes = campaign.run();
    } finally {
      TemporaryFolder.delete(folder);
    }
    out.println("%s, %s%s: %s".formatted(guarantee, protocol, mutant ? ", mutant" : "", outcomes));
    return plan.kept(outcomes) ? 0 : 1;
  }

  private List<Event> drawn() {
    Event[] all = Event.values();
    return new Random(seed).ints(events, 0, all.length).mapToObj(i -> all[i]).toList();
  }
}
