package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Convolution;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A chain of layers in a graph.
 *
 * @param last name of the layer whose output is the chain's
 */
record Stack(List<Part> parts, String last) {
  /**
   * One layer of the scorer's.
   *
   * @param weights name of the layer that holds its weights
   * @param norm name of the normalisation after it, if there is one
   * @param activation after both
   */
  record Part(String weights, Optional<String> norm, Activation activation) {}

  Stack {
    parts = List.copyOf(parts);
  }

  /** The current weights, in the scorer's form. */
  List<Layer> export(ComputationGraph graph) {
    List<Layer> layers = new ArrayList<>();
    for (Part part : parts) {
      BaseLayer<?> trained = (BaseLayer<?>) graph.getLayer(part.weights());
      if (trained.layerConf() instanceof PatchConvolution convolution) {
        layers.add(convolution(convolution, trained));
      } else {
        layers.add(dense(part, trained, graph));
      }
    }
    return layers;
  }

  private static Layer convolution(PatchConvolution conf, BaseLayer<?> trained) {
    INDArray weights = trained.getParam(WEIGHT_KEY);
    return new Convolution(
        conf.grid(),
        conf.filters(),
        conf.transposed(),
        conf.activation(),
        RowMajor.floats(conf.transposed() ? weights.transpose() : weights),
        RowMajor.floats(trained.getParam(BIAS_KEY)));
  }

  private static Layer dense(Part part, BaseLayer<?> trained, ComputationGraph graph) {
    FeedForwardLayer conf = (FeedForwardLayer) trained.layerConf();
    float[] weights = RowMajor.floats(trained.getParam(WEIGHT_KEY));
    float[] bias = RowMajor.floats(trained.getParam(BIAS_KEY));
    part.norm().ifPresent(name -> fold((BaseLayer<?>) graph.getLayer(name), weights, bias));
    return new Dense((int) conf.getNIn(), (int) conf.getNOut(), part.activation(), weights, bias);
  }

  /**
   * Outside training, batch normalisation scales and shifts each output, so that it can be folded
   * into the weights and biases before it. Source: Ioffe and Szegedy 2015, algorithm 2
   * (arXiv:1502.03167).
   */
  private static void fold(BaseLayer<?> norm, float[] weights, float[] bias) {
    float[] gamma = RowMajor.floats(norm.getParam(GAMMA));
    float[] beta = RowMajor.floats(norm.getParam(BETA));
    float[] mean = RowMajor.floats(norm.getParam(GLOBAL_MEAN));
    float[] variance = RowMajor.floats(norm.getParam(GLOBAL_VAR));
    for (int j = 0; j < bias.length; j++) {
      float scale = Normalisation.scale(gamma[j], variance[j]);
      bias[j] = (bias[j] - mean[j]) * scale + beta[j];
      for (int i = j; i < weights.length; i += bias.length) {
        weights[i] *= scale;
      }
    }
  }
}
