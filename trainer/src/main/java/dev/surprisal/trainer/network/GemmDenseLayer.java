package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes {@link GemmDense}: {@code y = activation(x·W + b)}, W column-major [inputs, outputs].
 */
final class GemmDenseLayer extends BaseLayer<GemmDense> {
  private static final long serialVersionUID = 1L;

  private final transient BiasActivation after;
  private transient INDArray output;

  GemmDenseLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.after = new BiasActivation(layerConf().activation(), outputs());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = RowMajor.rowMajor(input);
    int n = (int) x.size(0);
    output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {n, outputs()}, 'c');
    RowMajor.timesTransposed(
        RowMajor.pointer(x),
        RowMajor.pointer(getParam(WEIGHT_KEY)),
        RowMajor.pointer(output),
        n,
        outputs(),
        inputs());
    after.forward(RowMajor.pointer(output), output.length(), RowMajor.pointer(getParam(BIAS_KEY)));
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray delta = RowMajor.rowMajor(epsilon);
    INDArray biasGradient = gradientViews.get(BIAS_KEY);
    after.backward(output, delta, biasGradient);
    INDArray x = RowMajor.rowMajor(input);
    int n = (int) x.size(0);
    INDArray weightGradient = gradientViews.get(WEIGHT_KEY);
    RowMajor.transposedTimes(
        RowMajor.pointer(delta),
        RowMajor.pointer(x),
        0f,
        RowMajor.pointer(weightGradient),
        outputs(),
        inputs(),
        n);
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(WEIGHT_KEY, weightGradient, 'f');
    gradient.setGradientFor(BIAS_KEY, biasGradient);
    return new Pair<>(gradient, layerConf().first() ? null : inputGradient(delta, n, workspaces));
  }

  private INDArray inputGradient(INDArray delta, int n, LayerWorkspaceMgr workspaces) {
    INDArray gradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, new long[] {n, inputs()}, 'c');
    RowMajor.times(
        RowMajor.pointer(delta),
        RowMajor.pointer(getParam(WEIGHT_KEY)),
        RowMajor.pointer(gradient),
        n,
        inputs(),
        outputs());
    return backpropDropOutIfPresent(gradient);
  }

  private int inputs() {
    return (int) layerConf().getNIn();
  }

  private int outputs() {
    return (int) layerConf().getNOut();
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
