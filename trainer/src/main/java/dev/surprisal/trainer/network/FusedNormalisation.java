package dev.surprisal.trainer.network;

import dev.surprisal.vae.Activation;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configures batch normalisation with the activation and the dropout that follow it, in one layer.
 * Its parameters are those of DeepLearning4J's: gamma, beta, and the running mean and variance.
 */
final class FusedNormalisation extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  private final Activation activation;
  private final double leftOut;

  /**
   * @param leftOut share of the outputs that a training step leaves out
   */
  FusedNormalisation(int channels, Activation activation, double leftOut) {
    this.activation = activation;
    this.leftOut = leftOut;
    setNIn(channels);
    setNOut(channels);
    setEps(Normalisation.EPSILON);
    setUseLogStd(false);
  }

  Activation activation() {
    return activation;
  }

  double leftOut() {
    return leftOut;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer layer = new FusedNormalisationLayer(conf, dataType);
    return LayerSetup.in(conf, layer, listeners, index, parameters, initialize);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof FusedNormalisation normalisation
        && activation == normalisation.activation
        && leftOut == normalisation.leftOut;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), activation, leftOut);
  }
}
