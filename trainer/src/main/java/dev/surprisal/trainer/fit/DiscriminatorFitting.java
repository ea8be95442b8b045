package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.network.DiscriminatorNetwork;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.SplittableRandom;

/** Fits a network that tells strange inputs, made from clean images, from plain ones. */
public final class DiscriminatorFitting {
  private DiscriminatorFitting() {}

  /**
   * Runs all epochs.
   *
   * @param images clean ones, of which {@code transform} makes strange ones
   * @param hidden layers between the pixels and the logit
   * @return layers from the pixels to one logit: above 0 where "strange" is the likelier
   */
  public static List<Layer> fit(
      ImageSource images,
      List<LayerSpec> hidden,
      LabelledTransform transform,
      FitSettings settings) {
    int pixels = images.shape().pixels();
    StepPlan passes = new StepPlan(settings, images.size());
    float[] row = new float[pixels];
    try (DiscriminatorNetwork network =
        new DiscriminatorNetwork(images.shape(), hidden, settings.seed())) {
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        int[] order = passes.order(epoch);
        for (int at = 0; at < order.length; at += settings.batch()) {
          int n = Math.min(settings.batch(), order.length - at);
          float[] x = new float[n * pixels];
          float[] strange = new float[n];
          SplittableRandom random = passes.inputs(network.iteration());
          for (int i = 0; i < n; i++) {
            strange[i] = transform.apply(images.image(order[at + i]), random, row) ? 1 : 0;
            System.arraycopy(row, 0, x, i * pixels, pixels);
          }
          network.fit(x, strange, n, passes.learningRate(network.iteration(), List.of()));
        }
      }
      return network.toLayers();
    }
  }
}
