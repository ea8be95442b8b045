package dev.surprisal.vae;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** Computes convolutions image by image, as products with patches. One per thread. */
final class ConvolutionPass {
  private final float[] image;
  private final float[] patches;
  private final FloatPointer left;
  private final FloatPointer product;

  /**
   * @param layers of which it will compute the convolutions
   */
  ConvolutionPass(List<? extends Layer> layers) {
    int widest = 0;
    int inputs = 0;
    for (Layer layer : layers) {
      if (layer instanceof Convolution convolution) {
        int patchValues = convolution.grid().count() * convolution.grid().patchValues();
        int positions = convolution.grid().count() * convolution.filters();
        widest = Math.max(widest, Math.max(patchValues, positions));
        inputs = Math.max(inputs, layer.inputs());
      }
    }
    this.image = new float[inputs];
    this.patches = new float[widest];
    this.left = new FloatPointer(widest);
    this.product = new FloatPointer(widest);
  }

  /**
   * One image through one layer, up to its bias.
   *
   * @param offset where the image's values begin in {@code in}
   * @param out receives the layer's outputs, from 0 on
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
