package dev.surprisal.trainer.fit;

import dev.surprisal.data.ImageSource;
import dev.surprisal.trainer.network.DiscriminatorNetwork;
import dev.surprisal.trainer.network.LayerSpec;
import dev.surprisal.vae.Layer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** Fits a binary classifier of strange inputs, made from clean images, against clean ones. */
public final class DiscriminatorFitting {
  private DiscriminatorFitting() {}

  /**
   * Runs all epochs, unless the listener ends it earlier, and keeps the one that classifies the
   * held-out images best.
   *
   * @param images clean ones, of which {@code transform} makes strange ones
   * @param held clean ones that it is not fitted to, at least 1
   * @param hidden layers between the pixels and the logit
   * @param afterEpoch gets the number of finished epochs, and says whether to go on
   * @return layers from the pixels to one logit: above 0 where "strange" is the likelier
   */
  public static List<Layer> fit(
      ImageSource images,
      ImageSource held,
      List<LayerSpec> hidden,
      LabelledTransform transform,
      FitSettings settings,
      IntPredicate afterEpoch) {
    int pixels = images.shape().pixels();
    StepPlan plan = new StepPlan(settings, images.size());
    float[] row = new float[pixels];
    HeldOutLoss loss = new HeldOutLoss(held, transform, settings.seed());
    List<Layer> best = List.of();
    double least = Double.POSITIVE_INFINITY;
    try (DiscriminatorNetwork network =
        new DiscriminatorNetwork(images.shape(), hidden, settings.seed())) {
      boolean goOn = true;
      for (int epoch = 0; goOn && epoch < settings.epochs(); epoch++) {
        int[] order = plan.order(epoch);
        for (int at = 0; at < order.length; at += settings.batch()) {
          int n = Math.min(settings.batch(), order.length - at);
          float[] x = new float[n * pixels];
          float[] strange = new float[n];
          SplittableRandom random = plan.inputs(network.iteration());
          for (int i = 0; i < n; i++) {
            strange[i] = transform.apply(images.image(order[at + i]), random, row) ? 1 : 0;
            System.arraycopy(row, 0, x, i * pixels, pixels);
          }
          network.fit(x, strange, n, plan.learningRate(network.iteration(), List.of()));
        }
        List<Layer> layers = network.toLayers();
        double nats = loss.of(layers);
        if (nats < least || best.isEmpty()) {
          least = nats;
          best = layers;
        }
        goOn = afterEpoch.test(epoch + 1);
      }
      return best;
    }
  }
}
