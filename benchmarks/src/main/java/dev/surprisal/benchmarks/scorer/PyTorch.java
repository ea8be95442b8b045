package dev.surprisal.benchmarks.scorer;

import dev.surprisal.benchmarks.Run;
import dev.surprisal.benchmarks.WeightFiles;
import dev.surprisal.vae.Vae;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code pytorch_scorer.py} in a process of its own, which does what it is told line by line. */
final class PyTorch implements Entrant {
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private final Path folder;
  private final double first;

  PyTorch(String python, Path script, Vae vae, byte[][] images) {
    try {
      folder = Files.createTempDirectory("surprisal-pytorch");
      Files.write(folder.resolve("images"), join(images));
      WeightFiles.write(vae, folder);
      process =
          new ProcessBuilder(python, script.toString(), folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      orders = process.outputWriter(StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.UTF_8);
      first = Double.parseDouble(answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] join(byte[][] images) {
    ByteBuffer all = ByteBuffer.allocate(images.length * images[0].length);
    Stream.of(images).forEach(all::put);
    return all.array();
  }

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public Run run(int batch, double seconds) {
    try {
      orders.write(batch + " " + seconds + "\n");
      orders.flush();
      String[] answer = answer().split(" ");
      return new Run(
          Long.parseLong(answer[0]), Double.parseDouble(answer[1]), Double.parseDouble(answer[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double firstElboNats() {
    return first;
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("PyTorch's process ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
