package dev.surprisal.stream.siege;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the scorer's process and its collector said. */
final class ScorerLog {
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");
  private static final Pattern GAP =
      Pattern.compile(
          "images were gone before they were judged partition=.(\\d+). from=.(\\d+). to=.(\\d+).");
  private static final int TAIL = 12;

  private final Path log;
  private final Path collections;

  /** In a folder of the siege's. */
  ScorerLog(Path folder) {
    this.log = folder.resolve("scorer.log");
    this.collections = folder.resolve("gc.log");
  }

  Path file() {
    return log;
  }

  /** For the JVM, which writes down its collections. */
  List<String> options() {
    return List.of("-Xlog:gc:file=" + collections);
  }

  /**
   * The heap's megabytes.
   *
   * @param used at most, before a collection
   * @param left at most, after a full one, if there was one
   * @param committed at most
   */
  record Heap(int used, OptionalInt left, int committed) {}

  Heap heap() {
    int[] most = {0, -1, 0};
    forEachLine(
        collections,
        line -> {
          Matcher matcher = COLLECTION.matcher(line);
          if (matcher.find()) {
            most[0] = Math.max(most[0], Integer.parseInt(matcher.group(1)));
            // A young one leaves what is garbage among the old objects.
            if (line.contains("Pause Full")) {
              most[1] = Math.max(most[1], Integer.parseInt(matcher.group(2)));
            }
            most[2] = Math.max(most[2], Integer.parseInt(matcher.group(3)));
          }
        });
    return new Heap(most[0], most[1] < 0 ? OptionalInt.empty() : OptionalInt.of(most[1]), most[2]);
  }

  /**
   * Offsets of a partition whose images were gone before they were judged.
   *
   * @param from the first of them
   * @param to the one after the last of them
   */
  record Gap(int partition, long from, long to) {
    boolean overlaps(Gap other) {
      return partition == other.partition && from < other.to && other.from < to;
    }

    long offsets() {
      return to - from;
    }
  }

  /** All gaps that it told of, in the order of time. */
  List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    forEachLine(
        log,
        line -> {
          Matcher matcher = GAP.matcher(line);
          if (matcher.find()) {
            gaps.add(
                new Gap(
                    Integer.parseInt(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3))));
          }
        });
    return gaps;
  }

  /** How many lines have these words. */
  long count(String words) {
    long[] count = new long[1];
    forEachLine(log, line -> count[0] += line.contains(words) ? 1 : 0);
    return count[0];
  }

  /** The last lines. */
  List<String> tail() {
    Deque<String> tail = new ArrayDeque<>();
    forEachLine(
        log,
        line -> {
          tail.add(line);
          if (tail.size() > TAIL) {
            tail.remove();
          }
        });
    return List.copyOf(tail);
  }

  private static void forEachLine(Path file, Consumer<String> each) {
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(each);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
