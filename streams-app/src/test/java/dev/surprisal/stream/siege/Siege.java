package dev.surprisal.stream.siege;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.stream.broker.TemporaryFolder;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.vae.Blas;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks/siege}. */
@Command(
    name = "siege",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Attacks a scorer while images flow, then counts every outcome.")
public final class Siege implements Callable<Integer> {
  /** Where the script starts it. */
  private static final Path TOP = Path.of("");

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      defaultValue = "600",
      description = "How long attacks begin; each kind comes once at least (default: 600).")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      description = "Good images a second (default: 5000).")
  private int rate;

  @Option(
      names = "--outage",
      defaultValue = "40",
      description = "Seconds for which the broker is stopped (default: 40).")
  private int outage;

  @Option(
      names = "--flood",
      defaultValue = "100000",
      description = "Records of one byte in a flood (default: 100000).")
  private int flood;

  @Option(
      names = "--slowest",
      defaultValue = "1000",
      description = "Milliseconds that a record of a megabyte may take (default: 1000).")
  private int slowest;

  @Option(
      names = "--attacks",
      split = ",",
      description = "Only these, of ${COMPLETION-CANDIDATES}.")
  private List<Attack> attacks = List.of(Attack.values());

  @Option(
      names = "--control",
      defaultValue = "RATE",
      description =
          "What the scorer promises, of ${COMPLETION-CANDIDATES}; each decision is computed anew (default: rate).")
  private AlarmControl.Kind control;

  @Option(
      names = "--mutant",
      description = "Run a planted mistake, of ${COMPLETION-CANDIDATES}; it must be found.")
  private Optional<Mutant> mutant = Optional.empty();

  @Option(names = "--seed", defaultValue = "1", description = "Of order, contents and pauses.")
  private long seed;

  private Siege() {}

  public static void main(String[] arguments) {
    CommandLines.main(new Siege(), NativeCache::choose, Blas::kernel, arguments);
  }

  /** 0 if every limit was kept, 1 if not. */
  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan =
        new Plan(
            Duration.ofSeconds(seconds),
            attacks,
            rate,
            Duration.ofSeconds(outage),
            flood,
            control,
            mutant,
            seed);
    Path folder = TemporaryFolder.create();
    long start = System.nanoTime();
    Report report;
    try (Course course = new Course(plan, TOP, folder, line -> say(out, start, line))) {
      report = course.run();
    }
    report.lines().forEach(line -> say(out, start, line));
    List<String> broken = report.broken(slowest);
    if (!broken.isEmpty()) {
      broken.forEach(line -> say(out, start, "NOT KEPT: " + line));
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
}
