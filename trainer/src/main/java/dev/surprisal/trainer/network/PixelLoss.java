package dev.surprisal.trainer.network;

import dev.surprisal.vae.Likelihood;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Configures {@link PixelLossLayer}. */
final class PixelLoss extends LossLayer {
  private static final long serialVersionUID = 1L;

  private final transient Likelihood likelihood;
  private final transient Optional<LogVariance> learned;

  /**
   * @param likelihood to begin with
   * @param learnedVariance whether its variance is a parameter; it is a Gaussian then
   */
  PixelLoss(Likelihood likelihood, boolean learnedVariance) {
    // Never called: the layer brings its own. LossLayer wants one to be there.
    super(new Builder(LossFunction.XENT));
    this.likelihood = likelihood;
    this.learned =
        learnedVariance
            ? Optional.of(new LogVariance(((Likelihood.Gaussian) likelihood).variance()))
            : Optional.empty();
  }

  Likelihood likelihood() {
    return likelihood;
  }

  boolean learnedVariance() {
    return learned.isPresent();
  }

  @Override
  public ParamInitializer initializer() {
    return learned.<ParamInitializer>map(parameter -> parameter).orElseGet(super::initializer);
  }

  // The base class knows of no parameters.
  @Override
  public boolean isPretrainParam(String name) {
    return false;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer layer = new PixelLossLayer(conf, dataType);
    return LayerSetup.in(conf, layer, listeners, index, parameters, initialize);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof PixelLoss loss
        && likelihood.equals(loss.likelihood)
        && learned.equals(loss.learned);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), likelihood, learned);
  }
}
