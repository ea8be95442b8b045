package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.PatchGrid;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configures a convolution or its transpose on flat rows with channels last. To DeepLearning4J it
 * looks like a dense layer from a patch's values to the filters, also when transposed.
 */
final class PatchConvolution extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  private final transient PatchGrid grid;
  private final boolean transposed;
  private final Activation activation;
  private final boolean first;

  /**
   * @param first whether the layer's input is the network's
   */
  PatchConvolution(
      PatchGrid grid, int filters, boolean transposed, Activation activation, boolean first) {
    this.grid = grid;
    this.transposed = transposed;
    this.activation = activation;
    this.first = first;
    setNIn(grid.patchValues());
    setNOut(filters);
  }

  PatchGrid grid() {
    return grid;
  }

  int filters() {
    return (int) getNOut();
  }

  boolean transposed() {
    return transposed;
  }

  Activation activation() {
    return activation;
  }

  boolean first() {
    return first;
  }

  int outputChannels() {
    return transposed ? grid.channels() : filters();
  }

  int outputs() {
    return transposed ? grid.imageValues() : grid.count() * filters();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer layer = new PatchConvolutionLayer(conf, dataType);
    return LayerSetup.in(conf, layer, listeners, index, parameters, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return PatchWeights.INSTANCE;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.feedForward(outputs());
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    throw new UnsupportedOperationException("no memory report");
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof PatchConvolution convolution
        && grid.equals(convolution.grid)
        && transposed == convolution.transposed
        && activation == convolution.activation
        && first == convolution.first;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), grid, transposed, activation, first);
  }
}
