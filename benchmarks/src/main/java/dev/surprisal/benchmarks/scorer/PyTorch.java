package dev.surprisal.benchmarks.scorer;

import dev.surprisal.benchmarks.Run;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      write(vae);
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

  /** Each layer as one line of the plan (stack, sizes, activation) and its values. */
  private void write(Vae vae) throws IOException {
    StringBuilder plan = new StringBuilder();
    int number = 0;
    for (List<Layer> stack : List.of(vae.encoder(), vae.decoder())) {
      for (Layer layer : stack) {
        plan.append(
            "%s %d %d %s%n"
                .formatted(
                    stack == vae.encoder() ? "encoder" : "decoder",
                    layer.inputs(),
                    layer.outputs(),
                    layer.activation().wireName()));
        Files.write(folder.resolve(number + ".weight"), bytes(layer.weights()));
        Files.write(folder.resolve(number + ".bias"), bytes(layer.bias()));
        number++;
      }
    }
    Files.writeString(folder.resolve("plan"), plan);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
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
