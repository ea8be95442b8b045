package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configures a dense layer that keeps its output for the backward pass instead of computing it
 * again, and leaves out the gradient with respect to the network's input, which nothing uses.
 */
final class GemmDense extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  private final Activation activation;
  private final boolean first;

  /**
   * @param first whether the layer's input is the network's
   */
  GemmDense(int inputs, int outputs, Activation activation, boolean first) {
    this.activation = activation;
    this.first = first;
    setNIn(inputs);
    setNOut(outputs);
  }

  Activation activation() {
    return activation;
  }

  boolean first() {
    return first;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer layer = new GemmDenseLayer(conf, dataType);
    return LayerSetup.in(conf, layer, listeners, index, parameters, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return DefaultParamInitializer.getInstance();
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    throw new UnsupportedOperationException("no memory report");
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof GemmDense dense
        && activation == dense.activation
        && first == dense.first;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), activation, first);
  }
}
