package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The summary of {@code docs/performance.md} is what its tables say, and keeps its promises. */
class PerformanceGuideTest {
  private static final Pattern NUMBER = Pattern.compile("[\\d,]+(?:\\.\\d+)?");

  /** A table's columns for the two guarantees. */
  private static final List<Integer> GUARANTEES = List.of(1, 2);

  private final String guide = read(Path.of("..", "docs", "performance.md"));

  @Test
  void scorerBesideTheBareProducts() {
    expect(
        "scorer, of the bare products at batch 256",
        List.of(scorer("Surprisal", 256) / scorer("bare products", 256)));
  }

  @ParameterizedTest
  @CsvSource({"1", "16", "64", "256"})
  void scorerBesideOnnxRuntime(int batch) {
    expect(
        "scorer beside ONNX Runtime at batch " + batch,
        List.of(scorer("Surprisal", batch) / scorer("ONNX Runtime", batch)));
  }

  @Test
  void streamBesideItsBound() {
    double perImage = 1 / scorer("Surprisal", 256);
    expect(
        "stream, of its bound",
        GUARANTEES.stream()
            .map(g -> stream("Surprisal", g) * (1 / stream("pass-through", g) + perImage))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"DL4J in mapValues", "'Python, one number'", "'Python, whole verdicts'"})
  void streamBesideTheAlternatives(String other) {
    expect(
        "stream beside " + other,
        GUARANTEES.stream().map(g -> stream("Surprisal", g) / stream(other, g)).toList());
  }

  @Test
  void latencyIsThatOfTheTable() {
    String[] row = row("1,000 images a second");
    String[] summary = row("p99 at 1,000 images a second, in milliseconds");
    List<Double> measured = GUARANTEES.stream().map(g -> numbers(row[g]).get(2)).toList();
    List<Double> most = numbers(summary[2]);

    assertThat(numbers(summary[1])).isEqualTo(measured);
    assertThat(most).hasSameSizeAs(measured);
    for (int i = 0; i < most.size(); i++) {
      assertThat(measured.get(i)).isLessThanOrEqualTo(most.get(i));
    }
  }

  /** The summary's row says these ratios, and none is below the one that all have to reach. */
  private void expect(String figure, List<Double> ratios) {
    String[] row = row(figure);
    assertThat(row[1])
        .isEqualTo(
            ratios.stream()
                .map(ratio -> String.format(Locale.ROOT, ratio < 10 ? "%.3f" : "%.0f", ratio))
                .collect(Collectors.joining(" / ")));
    assertThat(numbers(row[2])).hasSize(1);
    assertThat(ratios).allMatch(ratio -> ratio >= numbers(row[2]).get(0));
  }

  private double scorer(String name, int batch) {
    List<String> head = Arrays.asList(row("images per CPU-second, batch of"));
    return numbers(row(name, head.size())[head.indexOf(String.valueOf(batch))]).get(0);
  }

  private double stream(String name, int column) {
    return numbers(row(name, 3)[column]).get(0);
  }

  private String[] row(String name) {
    return row(name, 0);
  }

  /** The cells of the row of that name; of that many cells, if there are several rows. */
  private String[] row(String name, int cells) {
    List<String[]> rows =
        guide
            .lines()
            .filter(line -> line.startsWith("| " + name + " |"))
            .map(line -> line.substring(1, line.length() - 1).split("\\|"))
            .filter(row -> cells == 0 || row.length == cells)
            .toList();
    assertThat(rows).as("rows of " + name).hasSize(1);
    return IntStream.range(0, rows.get(0).length)
        .mapToObj(i -> rows.get(0)[i].strip())
        .toArray(String[]::new);
  }

  /** A cell's numbers, in order. */
  private static List<Double> numbers(String cell) {
    return NUMBER
        .matcher(cell)
        .results()
        .map(found -> Double.parseDouble(found.group().replace(",", "")))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
