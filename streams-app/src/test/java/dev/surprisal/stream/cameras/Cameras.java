package dev.surprisal.stream.cameras;

import dev.surprisal.cli.CommandLines;
import dev.surprisal.file.NativeCache;
import dev.surprisal.stream.broker.TemporaryFolder;
import dev.surprisal.vae.Blas;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks/cameras}. */
@Command(
    name = "cameras",
    mixinStandardHelpOptions = true,
    description = "Breaks four cameras of many, and says what arrived on the alerts' topic.")
public final class Cameras implements Callable<Integer> {
  static final String RECORD = "## The last recorded run";

  @Spec private CommandSpec spec;

  @Option(names = "--sources", defaultValue = "100", description = "Cameras (default: 100).")
  private int sources;

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "Images a second of each camera (default: 50).")
  private int rate;

  @Option(
      names = "--silent-after",
      defaultValue = "15",
      description = "Seconds for which a camera may be silent (default: 15).")
  private int silentAfter;

  @Option(names = "--record", description = "Writes the tables to the end of this document.")
  private Optional<Path> record = Optional.empty();

  @Option(names = "--seed", defaultValue = "1", description = "Of the images.")
  private long seed;

  private Cameras() {}

  public static void main(String[] arguments) {
    CommandLines.main(new Cameras(), NativeCache::choose, Blas::kernel, arguments);
  }

  /** 0 if the alerts that were to be expected arrived, and no others; 1 if not. */
  @Override
  public Integer call() throws InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan = new Plan(sources, rate, Duration.ofSeconds(silentAfter), seed);
    Path folder = TemporaryFolder.create();
    long start = System.nanoTime();
    Report report;
    try (Drill drill = new Drill(plan, folder, line -> say(out, start, line))) {
      report = drill.run();
    }
    report.lines().forEach(line -> say(out, start, line));
    if (!report.broken().isEmpty()) {
      report.broken().forEach(line -> say(out, start, "NOT KEPT: " + line));
      say(out, start, "data and logs are kept in " + folder);
      return 1;
    }
    TemporaryFolder.delete(folder);
    if (record.isPresent()) {
      write(record.get(), report);
    }
    return 0;
  }

  /** Replaces what stands behind the record's title. */
  private static void write(Path document, Report report) throws IOException {
    List<String> before =
        Files.readAllLines(document).stream().takeWhile(line -> !line.equals(RECORD)).toList();
    String day = "Of %s: ".formatted(LocalDate.now(ZoneOffset.UTC));
    List<String> tables = report.lines();
    Files.write(
        document,
        Stream.of(
                before.stream(),
                Stream.of(RECORD, "", day + tables.get(0) + "."),
                tables.stream().skip(1))
            .flatMap(lines -> lines)
            .toList());
  }

  private static void say(PrintWriter out, long start, String line) {
    out.println("%4d s  %s".formatted((System.nanoTime() - start) / 1_000_000_000, line));
    out.flush();
  }
}
