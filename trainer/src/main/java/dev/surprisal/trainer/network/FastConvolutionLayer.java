package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import dev.surprisal.vae.PatchGrid;
import org.bytedeco.javacpp.FloatPointer;
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
 * Computes {@link FastConvolution}: one matrix product for the whole batch, with the patches
 * gathered before it or scattered after it.
 */
final class FastConvolutionLayer extends BaseLayer<FastConvolution> {
  private static final long serialVersionUID = 1L;

  private transient INDArray output;
  private transient float[] patches = new float[0];
  private transient FloatPointer patchPointer = new FloatPointer();

  FastConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = RowMajor.rowMajor(input);
    int n = (int) x.size(0);
    FastConvolution layer = layerConf();
    PatchGrid grid = layer.grid();
    reserve(n * grid.count() * grid.patchValues());
    output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {n, layer.outputs()}, 'c');
    if (layer.transposed()) {
      RowMajor.times(
          RowMajor.pointer(x), weights(), patchPointer, n * grid.count(), patch(), filters());
      RowMajor.pointer(output).put(scattered(n));
    } else {
      gather(RowMajor.floats(x), n);
      RowMajor.timesTransposed(
          patchPointer, weights(), RowMajor.pointer(output), n * grid.count(), filters(), patch());
    }
    pixels(output).addiRowVector(getParam(BIAS_KEY));
    ActivationOps.apply(layer.activation(), output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    FastConvolution layer = layerConf();
    INDArray delta =
        RowMajor.rowMajor(
            ActivationOps.backward(layer.activation(), output, RowMajor.rowMajor(epsilon)));
    INDArray x = RowMajor.rowMajor(input);
    int n = (int) x.size(0);
    int positions = n * layer.grid().count();
    INDArray weightGradient = gradientViews.get(WEIGHT_KEY);
    FloatPointer gradient = RowMajor.pointer(weightGradient);
    INDArray towardsInput = null;
    if (layer.transposed()) {
      gather(RowMajor.floats(delta), n);
      RowMajor.transposedTimes(
          RowMajor.pointer(x), patchPointer, 0f, gradient, filters(), patch(), positions);
      towardsInput = inputGradient(x, workspaces);
      RowMajor.timesTransposed(
          patchPointer, weights(), RowMajor.pointer(towardsInput), positions, filters(), patch());
    } else {
      RowMajor.transposedTimes(
          RowMajor.pointer(delta), patchPointer, 0f, gradient, filters(), patch(), positions);
      if (!layer.first()) {
        towardsInput = inputGradient(x, workspaces);
        RowMajor.times(
            RowMajor.pointer(delta), weights(), patchPointer, positions, patch(), filters());
        RowMajor.pointer(towardsInput).put(scattered(n));
      }
    }
    INDArray biasGradient = gradientViews.get(BIAS_KEY);
    pixels(delta).sum(biasGradient, 0);
    Gradient gradients = new DefaultGradient();
    gradients.setGradientFor(WEIGHT_KEY, weightGradient, 'f');
    gradients.setGradientFor(BIAS_KEY, biasGradient);
    return new Pair<>(gradients, towardsInput);
  }

  private INDArray inputGradient(INDArray x, LayerWorkspaceMgr workspaces) {
    return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
  }

  private void gather(float[] images, int n) {
    PatchGrid grid = layerConf().grid();
    for (int i = 0; i < n; i++) {
      grid.gather(images, i * grid.imageValues(), patches, i * grid.count() * grid.patchValues());
    }
    patchPointer.put(patches, 0, n * grid.count() * grid.patchValues());
  }

  private float[] scattered(int n) {
    PatchGrid grid = layerConf().grid();
    int values = grid.count() * grid.patchValues();
    patchPointer.get(patches, 0, n * values);
    float[] images = new float[n * grid.imageValues()];
    for (int i = 0; i < n; i++) {
      grid.scatter(patches, i * values, images, i * grid.imageValues());
    }
    return images;
  }

  private void reserve(int values) {
    if (patches.length < values) {
      patches = new float[values];
      patchPointer.close();
      patchPointer = new FloatPointer(values);
    }
  }

  /** One row a position, one column a channel. */
  private INDArray pixels(INDArray rows) {
    int channels = layerConf().outputChannels();
    return rows.reshape('c', rows.length() / channels, channels);
  }

  private FloatPointer weights() {
    return RowMajor.pointer(getParam(WEIGHT_KEY));
  }

  private int patch() {
    return layerConf().grid().patchValues();
  }

  private int filters() {
    return layerConf().filters();
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
