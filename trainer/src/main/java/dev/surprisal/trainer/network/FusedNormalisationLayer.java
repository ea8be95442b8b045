package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes {@link FusedNormalisation} on {@code [n, channels]}: by the batch's statistics in
 * training, by the running ones otherwise.
 */
final class FusedNormalisationLayer extends BaseLayer<FusedNormalisation> {
  private static final long serialVersionUID = 1L;

  private final transient Normalisation normalisation;
  private final transient float[] gamma;
  private final transient float[] beta;
  private final transient float[] gammaGradient;
  private final transient float[] betaGradient;
  private transient float[] values = {};

  FusedNormalisationLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    int channels = (int) layerConf().getNOut();
    this.normalisation =
        new Normalisation(layerConf().activation(), channels, layerConf().leftOut());
    this.gamma = new float[channels];
    this.beta = new float[channels];
    this.gammaGradient = new float[channels];
    this.betaGradient = new float[channels];
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    load(input);
    RowMajor.pointer(getParam(GAMMA)).get(gamma);
    RowMajor.pointer(getParam(BETA)).get(beta);
    if (training) {
      SplittableRandom random = new SplittableRandom(Nd4j.getRandom().nextLong());
      normalisation.forward(values, gamma, beta, random);
    } else {
      float[] mean = RowMajor.floats(getParam(GLOBAL_MEAN));
      float[] variance = RowMajor.floats(getParam(GLOBAL_VAR));
      normalisation.apply(values, mean, variance, gamma, beta);
    }
    return store(workspaces, ArrayType.ACTIVATIONS);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    load(epsilon);
    normalisation.backward(values, gamma, beta, gammaGradient, betaGradient);
    Gradient gradient = new DefaultGradient();
    put(gradient, GAMMA, gammaGradient);
    put(gradient, BETA, betaGradient);
    put(gradient, GLOBAL_MEAN, towards(GLOBAL_MEAN, normalisation.mean()));
    put(gradient, GLOBAL_VAR, towards(GLOBAL_VAR, normalisation.variance()));
    return new Pair<>(gradient, store(workspaces, ArrayType.ACTIVATION_GRAD));
  }

  /**
   * The running statistics are parameters to DeepLearning4J, and move by "gradients" that are
   * subtracted: (1 − decay) · (running − batch).
   */
  private float[] towards(String running, float[] batch) {
    float[] steps = RowMajor.floats(getParam(running));
    for (int j = 0; j < steps.length; j++) {
      steps[j] = (float) (1 - layerConf().getDecay()) * (steps[j] - batch[j]);
    }
    return steps;
  }

  /** Only gradients of gamma and beta are sums over the batch's images. */
  @Override
  public boolean updaterDivideByMinibatch(String parameter) {
    return parameter.equals(GAMMA) || parameter.equals(BETA);
  }

  private void put(Gradient gradient, String key, float[] gradientValues) {
    INDArray view = gradientViews.get(key);
    RowMajor.pointer(view).put(gradientValues);
    gradient.setGradientFor(key, view);
  }

  private void load(INDArray array) {
    if (values.length != array.length()) {
      values = new float[Math.toIntExact(array.length())];
    }
    RowMajor.pointer(RowMajor.rowMajor(array)).get(values);
  }

  private INDArray store(LayerWorkspaceMgr workspaces, ArrayType kind) {
    long[] shape = {values.length / gamma.length, gamma.length};
    INDArray array = workspaces.createUninitialized(kind, dataType, shape, 'c');
    RowMajor.pointer(array).put(values);
    return array;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
