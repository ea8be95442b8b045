package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

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
 * Computes {@link PatchConvolution} a few images at a time: a matrix product with the patches
 * gathered before it or scattered after it, while they are in the cache.
 */
final class PatchConvolutionLayer extends BaseLayer<PatchConvolution> {
  private static final long serialVersionUID = 1L;

  private final transient PatchChunk chunk;
  private final transient BiasActivation after;
  private transient INDArray output;

  PatchConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.chunk = new PatchChunk(layerConf().grid());
    this.after = new BiasActivation(layerConf().activation(), layerConf().outputChannels());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray x = RowMajor.rowMajor(input);
    int n = (int) x.size(0);
    output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {n, layerConf().outputs()}, 'c');
    FloatPointer in = RowMajor.pointer(x);
    FloatPointer out = RowMajor.pointer(output);
    for (int start = 0; start < n; start += chunk.images()) {
      int images = Math.min(chunk.images(), n - start);
      in.position(start * x.size(1));
      out.position(start * output.size(1));
      if (layerConf().transposed()) {
        RowMajor.times(in, weights(), chunk.pointer(), positions(images), patch(), filters());
        chunk.scatter(out, images);
      } else {
        chunk.gather(in, images);
        RowMajor.timesTransposed(
            chunk.pointer(), weights(), out, positions(images), filters(), patch());
      }
      after.forward(out, images * output.size(1), RowMajor.pointer(getParam(BIAS_KEY)));
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray x = RowMajor.rowMajor(input);
    INDArray delta = RowMajor.rowMajor(epsilon);
    INDArray biasGradient = gradientViews.get(BIAS_KEY);
    after.backward(output, delta, biasGradient);
    INDArray towardsInput =
        layerConf().first()
            ? null
            : workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    INDArray weightGradient = gradientViews.get(WEIGHT_KEY);
    int n = (int) x.size(0);
    for (int start = 0; start < n; start += chunk.images()) {
      int images = Math.min(chunk.images(), n - start);
      FloatPointer in = RowMajor.pointer(x).position(start * x.size(1));
      FloatPointer out = RowMajor.pointer(delta).position(start * delta.size(1));
      chunk.gather(layerConf().transposed() ? out : in, images);
      RowMajor.transposedTimes(
          layerConf().transposed() ? in : out,
          chunk.pointer(),
          start == 0 ? 0f : 1f,
          RowMajor.pointer(weightGradient),
          filters(),
          patch(),
          positions(images));
      if (towardsInput != null) {
        FloatPointer to = RowMajor.pointer(towardsInput).position(start * x.size(1));
        backToInput(out, to, images);
      }
    }
    Gradient gradients = new DefaultGradient();
    gradients.setGradientFor(WEIGHT_KEY, weightGradient, 'f');
    gradients.setGradientFor(BIAS_KEY, biasGradient);
    return new Pair<>(gradients, towardsInput);
  }

  /** A transposed one finds its gradient's patches in the chunk. */
  private void backToInput(FloatPointer delta, FloatPointer towardsInput, int images) {
    if (layerConf().transposed()) {
      RowMajor.timesTransposed(
          chunk.pointer(), weights(), towardsInput, positions(images), filters(), patch());
    } else {
      RowMajor.times(delta, weights(), chunk.pointer(), positions(images), patch(), filters());
      chunk.scatter(towardsInput, images);
    }
  }

  private FloatPointer weights() {
    return RowMajor.pointer(getParam(WEIGHT_KEY));
  }

  private int positions(int images) {
    return images * layerConf().grid().count();
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
