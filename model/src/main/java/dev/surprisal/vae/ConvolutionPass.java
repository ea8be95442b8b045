package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Computes convolutions image by image, as matrix products with the image's patches. One per
 * thread, like its workspace.
 */
final class ConvolutionPass {
  private final float[] image;
  private final float[] patches;
  private final FloatPointer left;
  private final FloatPointer product;

  /**
   * @param layers the stack that it belongs to, convolutions or not
   */
  ConvolutionPass(List<? extends Layer> layers, Workspace workspace) {
    this.image = new float[layers.stream().mapToInt(Layer::inputs).max().orElse(0)];
    this.patches = new float[layers.stream().mapToInt(ConvolutionPass::values).max().orElse(0)];
    this.left = workspace.patches();
    this.product = workspace.products();
  }

  /** How many values one image's patches have, or their products if those are more. */
  static int values(Layer layer) {
    return switch (layer.kind()) {
      case DENSE -> 0;
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> values((Convolution) layer);
    };
  }

  private static int values(Convolution layer) {
    return layer.grid().count() * Math.max(layer.grid().patchValues(), layer.filters());
  }

  /**
   * Computes one layer for one image, without bias and activation.
   *
   * @param offset index of the image's first value in {@code in}
   * @param out receives the layer's outputs, beginning at index 0
   */
  void run(Convolution layer, FloatBuffer in, int offset, float[] out) {
    PatchGrid grid = layer.grid();
    in.get(offset, image, 0, layer.inputs());
    if (layer.transposed()) {
      left.put(image, 0, layer.inputs());
      layer.weightMatrix().multiply(left, grid.count(), product);
      product.get(patches, 0, grid.count() * grid.patchValues());
      Arrays.fill(out, 0, layer.outputs(), 0f);
      layer.patches().scatter(patches, out);
    } else {
      Arrays.fill(patches, 0, grid.count() * grid.patchValues(), 0f);
      layer.patches().gather(image, patches);
      left.put(patches, 0, grid.count() * grid.patchValues());
      layer.weightMatrix().multiply(left, grid.count(), product);
      product.get(out, 0, layer.outputs());
    }
  }
}
