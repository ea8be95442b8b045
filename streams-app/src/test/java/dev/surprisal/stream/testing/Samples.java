package dev.surprisal.stream.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A scrape's text, read as Prometheus would, with nothing of the code that wrote it. */
public final class Samples {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) \\w+");

  private final List<String> lines;

  public Samples(String text) {
    this.lines = text.lines().toList();
  }

  /** Names of the families, of which a histogram's buckets, sum and count are one. */
  public Set<String> families() {
    return lines.stream()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .map(type -> type.group(1))
        .collect(Collectors.toSet());
  }

  /** How many series there are. */
  public long series() {
    return lines.stream().filter(line -> SAMPLE.matcher(line).matches()).count();
  }

  /** The value of a series without labels. */
  public double value(String name) {
    return lines.stream()
        .map(SAMPLE::matcher)
        .filter(sample -> sample.matches() && sample.group(1).equals(name))
        .map(sample -> number(sample.group(3)))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name));
  }

  /** Values by the label that tells the series of a name apart, in the order of the text. */
  public Map<String, Double> by(String name, String label) {
    Pattern labelled = Pattern.compile(".*\\b" + label + "=\"([^\"]*)\".*");
    Map<String, Double> values = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches() && sample.group(1).equals(name)) {
        Matcher matcher = labelled.matcher(sample.group(2));
        if (matcher.matches()) {
          values.put(matcher.group(1), number(sample.group(3)));
        }
      }
    }
    return values;
  }

  /** A bound or a value. */
  public static double number(String text) {
    return Double.parseDouble(text.replace("+Inf", "Infinity"));
  }
}
