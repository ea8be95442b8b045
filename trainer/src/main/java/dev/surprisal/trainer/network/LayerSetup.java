package dev.surprisal.trainer.network;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps that DeepLearning4J expects of every configuration that instantiates its own layer. */
final class LayerSetup {
  private LayerSetup() {}

  /**
   * Gives a layer its place in the graph and its parameters.
   *
   * @param parameters view of this layer's part of the graph's parameters
   * @param initialize whether to draw initial values, rather than keep those that are there
   */
  static Layer in(
      NeuralNetConfiguration conf,
      Layer layer,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(conf.getLayer().initializer().init(conf, parameters, initialize));
    layer.setConf(conf);
    return layer;
  }
}
