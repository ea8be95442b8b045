package dev.surprisal.stream.siege;

import dev.surprisal.stream.testing.SourceEdit;
import java.nio.file.Path;
import java.util.List;

/**
 * A planted mistake: the scorer with a bound taken away. The siege must find it, or it would not
 * find ours.
 */
enum Mutant {
  /** A JPEG may have any number of scans, and take any time. */
  NO_TIME_BOUND,
  /** A connection may take as long as it likes. */
  NO_REQUEST_TIMEOUT,
  /** A poll may take any memory, and so may a value. */
  NO_BYTE_BOUND,
  /** Offsets that are gone are passed over without a word. */
  NO_LOSS_COUNT,
  /** A discovery changes nothing for the images after it. */
  NO_MEMORY_OF_DISCOVERIES;

  private List<SourceEdit> edits() {
    return switch (this) {
      case NO_TIME_BOUND ->
          List.of(
              new SourceEdit(
                  "model/src/main/java/dev/surprisal/image/CompressedImages.java",
                  ".or(() -> workProblem(segments))",
                  ""),
              new SourceEdit(
                  "model/src/main/java/dev/surprisal/image/TimeBudget.java",
                  "now - start > budget.toNanos()",
                  "now < start"));
      case NO_REQUEST_TIMEOUT ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/http/ConnectionLimits.java",
                  "Duration.ofSeconds(10)",
                  "Duration.ofDays(1)"));
      case NO_BYTE_BOUND ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/intake/PollBudget.java",
                  "used + size > bounds.pollBytes()",
                  "used < 0"),
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/intake/RecordReader.java",
                  "budget.valueBytes()",
                  "Integer.MAX_VALUE"));
      case NO_LOSS_COUNT ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/loss/Continuity.java",
                  "start.getAsLong() > expected",
                  "start.getAsLong() < 0"));
      case NO_MEMORY_OF_DISCOVERIES ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/scorer/Discoveries.java",
                  "store.put(LAST, written(control.discovered(before, offset)));",
                  "store.put(LAST, written(before));"));
    };
  }

  /**
   * Compiles the classes that have the mistake.
   *
   * @param top of the repository
   * @param folder that is to hold sources and classes
   * @return the folder with the classes
   */
  Path compile(Path top, Path folder) {
    return SourceEdit.compile(edits(), top, folder);
  }
}
