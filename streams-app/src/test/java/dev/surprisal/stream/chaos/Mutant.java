package dev.surprisal.stream.chaos;

import dev.surprisal.stream.testing.SourceEdit;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** A planted mistake. The audit must find it, or it would not find ours. */
enum Mutant {
  /** A buffer before each sink, flushed when it is full and at the close: loses images. */
  BUFFER,
  /** A poll is judged by the models that are known, without a question whether that is all. */
  NO_QUESTION,
  /** The model that was activated last judges whatever comes, on both sides of its barriers. */
  NO_BARRIER;

  /** The main class of an instance with the mistake. */
  String main() {
    return this == BUFFER
        ? "dev.surprisal.stream.scorer.BufferingMutant"
        : "dev.surprisal.stream.Surprisal";
  }

  /** Whether it is one of changing the model. */
  boolean swaps() {
    return this != BUFFER;
  }

  private List<SourceEdit> edits() {
    return switch (this) {
      case BUFFER -> List.of();
      case NO_QUESTION ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/scorer/PollScorer.java",
                  "asked.answer();",
                  "Optional.of(judges.known());"));
      case NO_BARRIER ->
          List.of(
              new SourceEdit(
                  "streams-app/src/main/java/dev/surprisal/stream/models/Regime.java",
                  "judging.get(i).barrier(partition, topicId) <= offset",
                  "judging.get(i).number() > 0"));
    };
  }

  /**
   * The class path of an instance with the mistake, whose classes are compiled anew.
   *
   * @param top of the repository
   * @param folder that is to hold sources and classes
   */
  String classPath(Path top, Path folder) {
    String own = System.getProperty("java.class.path");
    return edits().isEmpty()
        ? own
        : SourceEdit.compile(edits(), top, folder) + File.pathSeparator + own;
  }
}
