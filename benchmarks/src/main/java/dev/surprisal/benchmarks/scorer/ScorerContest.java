package dev.surprisal.benchmarks.scorer;

import dev.surprisal.benchmarks.Digits;
import dev.surprisal.benchmarks.Run;
import dev.surprisal.benchmarks.Table;
import dev.surprisal.benchmarks.Vaes;
import dev.surprisal.vae.Vae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times every entrant at every batch size, in turns, and prints the medians. Arguments: the top
 * folder, seconds a turn, rounds, Python's path.
 */
public final class ScorerContest {
  private static final int[] BATCHES = {1, 16, 64, 256, 1024};
  private static final double TOLERANCE_NATS = 0.05;

  private ScorerContest() {}

  public static void main(String[] args) {
    Path top = Path.of(args[0]);
    double seconds = Double.parseDouble(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Vae vae = Vaes.mlp400();
    byte[][] images = Digits.test(top.resolve("data"), 8192);
    int capacity = BATCHES[BATCHES.length - 1];
    List<Entrant> entrants =
        List.of(
            new InProcess(new BareProducts(vae, capacity), images),
            new InProcess(new Surprisal(vae), images),
            new InProcess(new OnnxRuntime(vae, capacity), images),
            new PyTorch(args[3], top.resolve("benchmarks/pytorch_scorer.py"), vae, images),
            new InProcess(new Dl4jOutput(vae), images),
            new InProcess(new Dl4jReconstruction(vae), images));
    expectSameAnswers(entrants);
    print(measure(entrants, seconds, rounds));
    entrants.forEach(Entrant::close);
    // DL4J and ONNX Runtime leave threads behind.
    System.exit(0);
  }

  /** A contest between programs that compute different things would say nothing. */
  private static void expectSameAnswers(List<Entrant> entrants) {
    double ours = entrants.get(1).firstElboNats();
    for (Entrant entrant : entrants) {
      double elbo = entrant.firstElboNats();
      if (Math.abs(elbo - ours) > TOLERANCE_NATS) {
        throw new IllegalStateException(
            "%s: expected %s nats, got %s".formatted(entrant.name(), ours, elbo));
      }
    }
  }

  /** Images per CPU-second, {@code [batch size][round]}, by entrant. */
  private static Map<Entrant, double[][]> measure(
      List<Entrant> entrants, double seconds, int rounds) {
    Map<Entrant, double[][]> speeds = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      speeds.put(entrant, new double[BATCHES.length][rounds]);
      for (int batch : BATCHES) {
        entrant.run(batch, seconds);
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (int b = 0; b < BATCHES.length; b++) {
        for (Entrant entrant : entrants) {
          Run run = entrant.run(BATCHES[b], seconds);
          speeds.get(entrant)[b][round] = run.perCpuSecond();
        }
      }
    }
    return speeds;
  }

  private static void print(Map<Entrant, double[][]> speeds) {
    List<String> head = new ArrayList<>(List.of("images per CPU-second, batch of"));
    Arrays.stream(BATCHES).mapToObj(String::valueOf).forEach(head::add);
    Table table = new Table(head);
    speeds.forEach(
        (entrant, measured) -> {
          List<String> row = new ArrayList<>(List.of(entrant.name()));
          for (double[] rounds : measured) {
            Arrays.sort(rounds);
            row.add("%,.0f".formatted(rounds[rounds.length / 2]));
          }
          table.add(row);
        });
    System.out.print(table);
  }
}
