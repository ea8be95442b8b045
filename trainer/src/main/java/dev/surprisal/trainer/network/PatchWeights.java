package dev.surprisal.trainer.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a {@link PatchConvolution}: W column-major {@code [patch, filters]}, then one
 * bias for each output channel; the output channels of a transposed convolution are the patch's
 * channels.
 */
final class PatchWeights extends DefaultParamInitializer {
  static final PatchWeights INSTANCE = new PatchWeights();

  private PatchWeights() {}

  @Override
  public long numParams(Layer layer) {
    PatchConvolution convolution = (PatchConvolution) layer;
    return weights(convolution) + convolution.outputChannels();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    Map<String, INDArray> views = views((PatchConvolution) conf.getLayer(), parameters);
    if (initialize) {
      createWeightMatrix(
          conf,
          parameters
              .reshape(parameters.length())
              .get(NDArrayIndex.interval(0, weights((PatchConvolution) conf.getLayer()))),
          true);
      views.get(BIAS_KEY).assign(0);
    }
    conf.addVariable(WEIGHT_KEY);
    conf.addVariable(BIAS_KEY);
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return views((PatchConvolution) conf.getLayer(), gradients);
  }

  private static Map<String, INDArray> views(PatchConvolution layer, INDArray flat) {
    INDArray values = flat.reshape(flat.length());
    long weights = weights(layer);
    Map<String, INDArray> views = new LinkedHashMap<>();
    views.put(
        WEIGHT_KEY,
        values
            .get(NDArrayIndex.interval(0, weights))
            .reshape('f', layer.getNIn(), layer.getNOut()));
    views.put(
        BIAS_KEY, values.get(NDArrayIndex.interval(weights, weights + layer.outputChannels())));
    return views;
  }

  private static long weights(PatchConvolution layer) {
    return layer.getNIn() * layer.getNOut();
  }
}
