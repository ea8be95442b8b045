package dev.surprisal.stream.chaos;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.stream.broker.TemporaryFolder;
import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import dev.surprisal.vae.Blas;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
  /** Of the repository: where benchmarks/chaos runs. */
  private static final Path TOP = Path.of("");

  @Spec private CommandSpec spec;

  @Option(names = "--images", defaultValue = "1000000", description = "How many are sent.")
  private int images;

  @Option(names = "--events", defaultValue = "30", description = "How often something happens.")
  private int events;

  @Option(names = "--guarantee", defaultValue = "exactly-once", description = "The scorer's.")
  private Guarantee guarantee;

  @Option(names = "--group-protocol", defaultValue = "classic", description = "The scorer's.")
  private GroupProtocol protocol;

  @Option(
      names = "--swaps",
      defaultValue = "0",
      description = "How often the model changes meanwhile, every third time by a rollback.")
  private int swaps;

  @Option(
      names = "--model",
      description = "The bundle that scores; given twice for --swaps (default: made by hand).")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--mutant",
      description = "Run a planted mistake, of ${COMPLETION-CANDIDATES}; it must be found.")
  private Optional<Mutant> mutant = Optional.empty();

  @Option(names = "--seed", defaultValue = "1", description = "Of the events and their times.")
  private long seed;

  private Chaos() {}

  public static void main(String[] arguments) {
    CommandLines.main(new Chaos(), NativeCache::choose, Blas::kernel, arguments);
  }

  /** 0 if the guarantee was kept, 1 if not. */
  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan = new Plan(images, drawn(), guarantee, protocol, swaps, models, mutant, seed);
    Path folder = TemporaryFolder.create();
    long start = System.nanoTime();
    Outcomes outcomes;
    try (Campaign campaign = new Campaign(plan, TOP, folder, line -> say(out, start, line))) {
      outcomes = campaign.run();
    }
    say(
        out,
        start,
        "%s, %s%s, %d events: %s"
            .formatted(
                guarantee,
                protocol,
                mutant.map(planted -> ", " + planted).orElse(""),
                events,
                outcomes));
    if (!plan.kept(outcomes)) {
      say(out, start, "data and logs are kept in " + folder);
      return 1;
    }
    TemporaryFolder.delete(folder);
    return 0;
  }

  private static void say(PrintWriter out, long start, String line) {
    out.println("%4d s  %s".formatted((System.nanoTime() - start) / 1_000_000_000, line));
    out.flush();
  }

  /** Each as often as any other, in a random order. */
  private List<Event> drawn() {
    Event[] all = Event.values();
    List<Event> drawn =
        new ArrayList<>(IntStream.range(0, events).mapToObj(i -> all[i % all.length]).toList());
    Collections.shuffle(drawn, new Random(seed));
    return drawn;
  }
}
