package dev.surprisal.trainer.network;

import dev.surprisal.vae.Likelihood.Gaussian;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The one parameter of a Gaussian likelihood whose variance is learned: ln σ², so that no step
 * makes the variance negative. Source: Rybkin, Daniilidis and Levine 2021, section 3.1
 * (arXiv:2006.13202).
 *
 * @param first the variance to begin with
 */
record LogVariance(double first) implements ParamInitializer {
  static final String KEY = "logVariance";

  private static final double MIN = Math.log(Gaussian.MIN_VARIANCE);
  private static final double MAX = Math.log(Gaussian.MAX_VARIANCE);

  /** The likelihood at a value of the parameter, kept within the bounds of what is sensible. */
  static Gaussian likelihood(double value) {
    double variance = Math.exp(value);
    return new Gaussian(Math.min(Math.max(variance, Gaussian.MIN_VARIANCE), Gaussian.MAX_VARIANCE));
  }

  /** The gradient, cut to 0 where a step along it would leave the bounds further. */
  static double bounded(double value, double gradient) {
    if (value < MIN) {
      return Math.min(gradient, 0);
    }
    return value > MAX ? Math.max(gradient, 0) : gradient;
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return 1;
  }

  @Override
  public long numParams(Layer layer) {
    return 1;
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return List.of(KEY);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return List.of();
  }

  /** Like a bias it does not decay. */
  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of(KEY);
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return false;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return KEY.equals(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    if (initialize) {
      parameters.assign(Math.log(first));
    }
    conf.addVariable(KEY);
    return Map.of(KEY, parameters);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradients) {
    return Map.of(KEY, gradients);
  }
}
