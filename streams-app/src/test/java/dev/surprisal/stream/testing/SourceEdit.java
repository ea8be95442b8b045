package dev.surprisal.stream.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A planted mistake: a few words of a source are replaced, and the class is compiled anew, to stand
 * before ours on the class path of a process.
 *
 * @param source of the class, within the repository
 * @param words that are there once
 */
public record SourceEdit(String source, String words, String others) {
  /**
   * Compiles the classes that have the mistake.
   *
   * @param top of the repository
   * @param folder that is to hold sources and classes
   * @return the folder with the classes
   */
  public static Path compile(List<SourceEdit> edits, Path top, Path folder) {
    Path classes = folder.resolve("classes");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try {
      Files.createDirectories(classes);
      for (SourceEdit edit : edits) {
        Path source = folder.resolve(Path.of(edit.source()).getFileName());
        arguments.add(Files.writeString(source, edit.applied(top)).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError(edits + " do not compile");
    }
    return classes;
  }

  /** The source with the mistake; the words must be there once, or the mistake would not be. */
  private String applied(Path top) throws IOException {
    String text = Files.readString(top.resolve(source));
    int at = text.indexOf(words);
    if (at < 0 || text.indexOf(words, at + 1) >= 0) {
      throw new AssertionError("%s: expected once: %s".formatted(source, words));
    }
    return text.substring(0, at) + others + text.substring(at + words.length());
  }
}
