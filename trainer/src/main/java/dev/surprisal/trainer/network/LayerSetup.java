package dev.surprisal.trainer.network;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DeepLearning4J leaves to every configuration that makes a layer of its own. */
final class LayerSetup {
  private LayerSetup() {}

  /**
   * Gives a layer its place in the graph and its parameters.
   *
   * @param parameters where they lie in the graph's
   * @param initialize whether they are to be drawn, or are there already
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
