package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The forward pass of a stack of layers. One per thread, like its workspace.
 *
 * <p>BLAS computes the matrix products. Bias and activation follow row by row on the Java heap,
 * where the JIT vectorises them and the row is still in the first-level cache.
 */
public final class NetworkPass {
  /** Receives the rows of an output one by one; the array is reused for the next row. */
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
    this.convolutions = new ConvolutionPass(layers, workspace);
  }

  /** The network's outputs for each image of a batch. */
  public void run(ImageBatch images, RowConsumer outputs) {
    run(images.pointer(), images.buffer(), images.size(), outputs);
  }

  /**
   * The network's outputs for {@code n} rows of an array.
   *
   * @param input {@code [n, stride]}, row-major; the network's inputs are the first columns
   * @param stride number of columns, at least the network's inputs
   */
  public void run(float[] input, int stride, int n, RowConsumer outputs) {
    int inputs = layers.get(0).inputs();
    // The layers' outputs go to the even and the odd buffer in turn, beginning with the even one.
    for (int i = 0; i < n; i++) {
      workspace.rows(1).put(i * inputs, input, i * stride, inputs);
    }
    run(workspace.pointer(1), workspace.rows(1), n, outputs);
  }

  private void run(FloatPointer input, FloatBuffer inputRows, int n, RowConsumer outputs) {
    FloatPointer in = input;
    FloatBuffer inRows = inputRows;
    for (int i = 0; i < layers.size(); i++) {
      RowConsumer next = i == layers.size() - 1 ? outputs : toBuffer(i);
      switch (layers.get(i).kind()) {
        case DENSE -> dense((Dense) layers.get(i), in, n, i, next);
        case CONVOLUTION, TRANSPOSED_CONVOLUTION ->
            convolution((Convolution) layers.get(i), inRows, n, next);
      }
      in = workspace.pointer(i);
      inRows = workspace.rows(i);
    }
  }

  private RowConsumer toBuffer(int layer) {
    FloatBuffer buffer = workspace.rows(layer);
    int width = layers.get(layer).outputs();
    return (r, values) -> buffer.put(r * width, values, 0, width);
  }

  /** All rows as one product, then bias and activation row by row. */
  private void dense(Dense layer, FloatPointer in, int n, int index, RowConsumer next) {
    int width = layer.outputs();
    float[] row = workspace.row();
    layer.weightMatrix().multiply(in, n, workspace.pointer(index));
    for (int r = 0; r < n; r++) {
      workspace.rows(index).get(r * width, row, 0, width);
      layer.activation().addBias(row, layer.biasShared(), width);
      next.row(r, row);
    }
  }

  /** Image by image: the patches of one image are as large as a whole batch of rows. */
  private void convolution(Convolution layer, FloatBuffer in, int n, RowConsumer next) {
    float[] row = workspace.row();
    for (int r = 0; r < n; r++) {
      convolutions.run(layer, in, r * layer.inputs(), row);
      layer.activation().addBias(row, layer.tiledBias(), layer.outputs());
      next.row(r, row);
    }
  }
}
