package dev.surprisal.benchmarks;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A VAE's weights as plain files, for {@code pytorch_scorer.py}. */
public final class WeightFiles {
  private WeightFiles() {}

  /**
   * Writes each layer as a line of {@code plan} (stack, inputs, outputs, activation) and its
   * values, little-endian float32, as {@code N.weight} ({@code [inputs, outputs]}) and {@code
   * N.bias}.
   */
  public static void write(Vae vae, Path folder) throws IOException {
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
}
