package dev.surprisal.stream.siege;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A planted mistake: the scorer with a bound taken away. A few words of its source are replaced and
 * the class is compiled anew, to stand before ours on the class path. The siege must find it, or it
 * would not find ours.
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

  /**
   * What is replaced.
   *
   * @param source of the class, within the repository
   */
  private record Edit(String source, String words, String others) {
    /** The source with the mistake; the words must be there once, or the mistake would not be. */
    String applied(Path top) throws IOException {
      String source = Files.readString(top.resolve(source()));
      int at = source.indexOf(words);
      if (at < 0 || source.indexOf(words, at + 1) >= 0) {
        throw new AssertionError("%s: expected once: %s".formatted(source(), words));
      }
      return source.substring(0, at) + others + source.substring(at + words.length());
    }
  }

  private List<Edit> edits() {
    return switch (this) {
      case NO_TIME_BOUND ->
          List.of(
              new Edit(
                  "model/src/main/java/dev/surprisal/image/CompressedImages.java",
                  ".or(() -> workProblem(segments))",
                  ""),
              new Edit(
                  "model/src/main/java/dev/surprisal/image/TimeBudget.java",
                  "now - start > budget.toNanos()",
                  "now < start"));
      case NO_REQUEST_TIMEOUT ->
          List.of(
              new Edit(
                  "streams-app/src/main/java/dev/surprisal/stream/http/ConnectionLimits.java",
                  "Duration.ofSeconds(10)",
                  "Duration.ofDays(1)"));
      case NO_BYTE_BOUND ->
          List.of(
              new Edit(
                  "streams-app/src/main/java/dev/surprisal/stream/intake/PollBudget.java",
                  "used + size > bounds.pollBytes()",
                  "used < 0"),
              new Edit(
                  "streams-app/src/main/java/dev/surprisal/stream/intake/RecordReader.java",
                  "Bounds.VALUE_BYTES",
                  "Integer.MAX_VALUE"));
      case NO_LOSS_COUNT ->
          List.of(
              new Edit(
                  "streams-app/src/main/java/dev/surprisal/stream/loss/Continuity.java",
                  "start.getAsLong() > expected",
                  "start.getAsLong() < 0"));
      case NO_MEMORY_OF_DISCOVERIES ->
          List.of(
              new Edit(
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
    Path classes = folder.resolve("classes");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try {
      Files.createDirectories(classes);
      for (Edit edit : edits()) {
        Path source = folder.resolve(Path.of(edit.source()).getFileName());
        arguments.add(Files.writeString(source, edit.applied(top)).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError(this + " does not compile");
    }
    return classes;
  }
}
