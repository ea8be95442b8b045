package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Computes with a stack of layers. One per thread, like its workspace.
 *
 * <p>The matrix products are BLAS's; bias and activation follow row by row on the heap, where the
 * JIT vectorises them, while the row is in the first-level cache.
 */
public final class NetworkPass {
  /** Receives each row of a network's output; the array is reused for the next row. */
  @FunctionalInterface
  public interface RowConsumer {
    void row(int index, float[] values);
  }

  private final List<? extends Layer> layers;
  private final Workspace workspace;
  private final ConvolutionPass convolutions;

  public NetworkPass(List<? extends Layer> layers, Workspace workspace) {
    this.layers = layers;
    this.workspace = workspace;
    this.convolutions = new ConvolutionPass(layers);
  }

  /** The network's outputs for each image of a batch. */
  public void run(ImageBatch images, RowConsumer outputs) {
    run(images.pointer(), images.buffer(), images.size(), outputs);
  }

  /**
   * The network's outputs for the first columns of {@code n} rows.
   *
   * @param input {@code [n, stride]}, row-major, of which the first columns count
   * @param stride columns of {@code input}
   */
  public void run(float[] input, int stride, int n, RowConsumer outputs) {
    int inputs = layers.get(0).inputs();
    // Outputs alternate, beginning with the even buffer.
    for (int i = 0; i < n; i++) {
      workspace.rows(1).put(i * inputs, input, i * stride, inputs);
    }
    run(workspace.pointer(1), workspace.rows(1), n, outputs);
  }

  private void run(FloatPointer input, FloatBuffer inputRows, int n, RowConsumer outputs) {
    FloatPointer in = input;
    FloatBuffer inRows = inputRows;
    float[] row = workspace.row();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int width = layer.outputs();
      if (layer instanceof Dense dense) {
        dense.weightMatrix().multiply(in, n, workspace.pointer(i));
      }
      boolean last = i == layers.size() - 1;
      for (int r = 0; r < n; r++) {
        if (layer instanceof Dense dense) {
          workspace.rows(i).get(r * width, row, 0, width);
          layer.activation().addBias(row, dense.biasShared(), width);
        } else if (layer instanceof Convolution convolution) {
          convolutions.run(convolution, inRows, r * layer.inputs(), row);
          layer.activation().addBias(row, convolution.tiledBias(), width);
        }
        if (last) {
          outputs.row(r, row);
        } else {
          workspace.rows(i).put(r * width, row, 0, width);
        }
      }
      in = workspace.pointer(i);
      inRows = workspace.rows(i);
    }
  }
}
